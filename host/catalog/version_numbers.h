/* version_numbers.h - the numbers of versions go on when a function is deleted
 * and made again, as on AWS: a release or an alias of before means no other
 * code. */
#ifndef DAYFLY_HOST_CATALOG_VERSION_NUMBERS_H
#define DAYFLY_HOST_CATALOG_VERSION_NUMBERS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct store;

/* Of a function that is deleted: the number that its next version had had. */
bool version_numbers_keep(struct store *store, const char *name,
                          json_int_t next, struct error *err) MUST_CHECK;
/* Of the first version of a new function. False: err says why. */
bool version_numbers_first(struct store *store, const char *name,
                           json_int_t *next, struct error *err) MUST_CHECK;

#endif
