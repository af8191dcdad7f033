/* url_params.h - names with values as a JSON object in which no name repeats:
 * the values of one that does are joined with ",". Pure. */
#ifndef DAYFLY_HOST_URLS_URL_PARAMS_H
#define DAYFLY_HOST_URLS_URL_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* A header or a query parameter; neither text needs to end in a NUL. */
struct url_param {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
    size_t index; /* in the request; the room's own */
};

/* Adds the object; the list is put in the order of its names, written in lower
 * case when so asked. False: `out` is full. */
bool url_params_add(struct buf *out, struct url_param *list, size_t count,
                    bool lower) MUST_CHECK;
/* The same for a query, "+" and percent sequences decoded; a sequence that is
 * none stays as it is. */
bool url_params_add_query(struct buf *out, const char *query) MUST_CHECK;

#endif
