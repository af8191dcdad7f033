/* url_params.h - headers or query parameters as a JSON object. */
#ifndef DAYFLY_HOST_URLS_URL_PARAMS_H
#define DAYFLY_HOST_URLS_URL_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Neither text ends in a NUL. */
struct url_param {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
    size_t index; /* set and used by url_params_add */
};

/* What becomes of several values of one name. */
enum url_values {
    URL_VALUES_JOINED, /* one text, with "," between them */
    URL_VALUES_LAST,   /* the last one */
    URL_VALUES_LIST,   /* a list, also of one */
};

/* Appends the object; sorts the list by name. `lower`: names are compared and
 * written in lower case. False if `out` is full. */
bool url_params_add(struct buf *out, struct url_param *list, size_t count,
                    bool lower, enum url_values values) MUST_CHECK;
/* The same for a query, whose "+" and percent sequences are decoded. An invalid
 * sequence stays as it is. False also if memory is short. */
bool url_params_add_query(struct buf *out, const char *query,
                          enum url_values values) MUST_CHECK;

#endif
