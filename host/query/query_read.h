/* query_read.h - a form becomes the JSON value that a service takes. Pure. */
#ifndef DAYFLY_HOST_QUERY_QUERY_READ_H
#define DAYFLY_HOST_QUERY_QUERY_READ_H

#include <jansson.h>

#include "common/error.h"
#include "host/query/query_form.h"
#include "host/query/query_shape.h"

/* An object with the members that the form has; others are not looked at. Items
 * of a list are in the order of their numbers; a list or a map of one may be
 * without. NULL: err has the sentence for the caller: a parameter is missing,
 * or memory is short. */
json_t *query_read(const struct query_form *form,
                   const struct query_member *members, struct error *err);

#endif
