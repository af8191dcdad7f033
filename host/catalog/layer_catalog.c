#include "host/catalog/layer_catalog.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/store/store.h"

static const char kind[] = "layer";
static const char prefix[] = "layer:"; /* no function's name begins so */

static bool load(void *self, const struct store_item *item, struct error *err)
{
    struct layer_catalog *catalog = self;
    json_t *document = json_loads(item->text, 0, NULL);
    bool ok = !strncmp(item->owner, prefix, strlen(prefix)) &&
              json_is_object(document) &&
              json_object_set(catalog->layers, item->owner + strlen(prefix),
                              document) == 0;

    json_decref(document);
    return ok ||
           error_set(err, "the store's row of %s cannot be read", item->owner);
}

bool layer_catalog_open(struct layer_catalog *catalog, struct store *store,
                        struct error *err)
{
    *catalog = (struct layer_catalog){.store = store, .layers = json_object()};
    return store_each(store, kind, load, catalog, err);
}

void layer_catalog_close(struct layer_catalog *catalog)
{
    json_decref(catalog->layers);
    catalog->layers = NULL;
}

json_t *layer_catalog_find(const struct layer_catalog *catalog,
                           const char *name)
{
    return json_object_get(catalog->layers, name);
}

json_t *layer_catalog_version(const struct layer_catalog *catalog,
                              const char *name, json_int_t number)
{
    const json_t *versions =
        json_object_get(layer_catalog_find(catalog, name), "versions");

    for (size_t i = 0; i < json_array_size(versions); i++) {
        json_t *version = json_array_get(versions, i);
        if (json_integer_value(json_object_get(version, "Version")) == number)
            return version;
    }
    return NULL;
}

bool layer_catalog_put(struct layer_catalog *catalog, const char *name,
                       json_t *document, struct error *err)
{
    char owner[LAYER_NAME_MAX + sizeof prefix];
    char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;

    (void)snprintf(owner, sizeof owner, "%s%s", prefix, name);
    const struct store_item item = {
        .kind = kind, .owner = owner, .name = "", .text = text};
    bool ok = text ? store_put(catalog->store, &item, err)
                   : error_set(err, "out of memory");
    if (ok && json_object_set(catalog->layers, name, document) != 0)
        ok = error_set(err, "out of memory");
    json_decref(document);
    mem_free(text);
    return ok;
}

bool layer_catalog_uses(const struct layer_catalog *catalog, const char *sha256)
{
    const char *name;
    json_t *document;

    json_object_foreach(catalog->layers, name, document)
    {
        const json_t *versions = json_object_get(document, "versions");
        for (size_t i = 0; i < json_array_size(versions); i++) {
            const char *own = json_string_value(
                json_object_get(json_array_get(versions, i), "sha256"));
            if (own && !strcmp(own, sha256))
                return true;
        }
    }
    return false;
}
