/* release_store.h - the releases of an alias, as the store has them. */
#ifndef DAYFLY_HOST_RELEASES_RELEASE_STORE_H
#define DAYFLY_HOST_RELEASES_RELEASE_STORE_H

#include <jansson.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/functions/function_name.h"
#include "host/store/store.h"

enum { RELEASE_NUMBER_SIZE = 16 };

/* An array, the last one first. NULL: err says why. */
json_t *release_store_all(struct store *store, const char *alias,
                          struct error *err);
/* Of one release, as release_store_row() fills it; borrows nothing. */
struct release_row {
    char owner[FUNCTION_QUALIFIER_MAX + 2];
    char name[RELEASE_NUMBER_SIZE];
    char *text; /* owned */
    struct store_item item;
};
/* False: out of memory. release_store_row_free is due if true. */
bool release_store_row(struct release_row *row, const char *alias,
                       const json_t *release, struct error *err) MUST_CHECK;
void release_store_row_free(struct release_row *row);

#endif
