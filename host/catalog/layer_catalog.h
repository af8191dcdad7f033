/* layer_catalog.h - the layers, as the store has them: for each a document of
 * JSON with `next`, the number of the next version, and `versions`, an array by
 * number. A version has the members of LayerVersionsListItem that do not depend
 * on its name, CodeSha256, CodeSize, `sha256`, which is the name of its content
 * in the code store, and perhaps `policy`: {RevisionId, statements: array}. */
#ifndef DAYFLY_HOST_CATALOG_LAYER_CATALOG_H
#define DAYFLY_HOST_CATALOG_LAYER_CATALOG_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

enum { LAYER_NAME_MAX = 64 };

struct store;

struct layer_catalog {
    struct store *store; /* borrowed */
    json_t *layers;      /* owned: name to document */
};

/* Reads all. False: err says why; layer_catalog_close is due all the same. */
bool layer_catalog_open(struct layer_catalog *catalog, struct store *store,
                        struct error *err) MUST_CHECK;
void layer_catalog_close(struct layer_catalog *catalog);
/* The document; borrowed. NULL: there is no such layer. */
json_t *layer_catalog_find(const struct layer_catalog *catalog,
                           const char *name);
/* One of its versions; borrowed. NULL: there is none. */
json_t *layer_catalog_version(const struct layer_catalog *catalog,
                              const char *name, json_int_t number);
/* Stores the document in the place of the one there is. Takes it, which may be
 * NULL: out of memory. False: err says why, and nothing has changed. */
bool layer_catalog_put(struct layer_catalog *catalog, const char *name,
                       json_t *document, struct error *err) MUST_CHECK;
/* A version of a layer has this content. */
bool layer_catalog_uses(const struct layer_catalog *catalog,
                        const char *sha256);

#endif
