/* query_form.h - the parameters of a form, decoded: NAME=VALUE&NAME=VALUE. */
#ifndef DAYFLY_HOST_QUERY_QUERY_FORM_H
#define DAYFLY_HOST_QUERY_QUERY_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"

enum { QUERY_PARAMETERS_MAX = 4096, QUERY_NAME_MAX = 255 };

/* Neither text has a NUL within. */
struct query_parameter {
    const char *name;
    const char *value; /* valid UTF-8 */
    size_t index;      /* in the form */
};

struct query_form {
    struct buf bytes;             /* owned: what the parameters point into */
    struct query_parameter *list; /* owned, sorted by name, then by index */
    size_t count;
};

/* False: there are too many, a name is longer than QUERY_NAME_MAX, a text is no
 * UTF-8 or has a NUL, or memory is short. query_form_free is due either way. */
bool query_form_parse(struct query_form *form, const char *text, size_t size,
                      struct error *err) MUST_CHECK;
void query_form_free(struct query_form *form);
/* The first in the form with this name. NULL: there is none. */
const char *query_form_find(const struct query_form *form, const char *name);
/* The place in the list of the first whose name is not less. */
size_t query_form_seek(const struct query_form *form, const char *name);

#endif
