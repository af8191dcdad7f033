/* json_items.h - an array of JSON whose items are checked one by one. */
#ifndef DAYFLY_HOST_BASE_JSON_ITEMS_H
#define DAYFLY_HOST_BASE_JSON_ITEMS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

/* An array of at most `most` items that `check` takes. False: err says which
 * item of the member of this name is wrong, and why. */
bool json_items_check(const json_t *list, const char *name, size_t most,
                      bool (*check)(const json_t *item, struct error *err),
                      struct error *err) MUST_CHECK;

#endif
