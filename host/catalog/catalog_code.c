#include "host/catalog/catalog_code.h"

#include <string.h>

#include "host/catalog/catalog.h"

static bool has_code(const json_t *configuration, const char *sha256)
{
    const char *own =
        json_string_value(json_object_get(configuration, "sha256"));
    const json_t *layers = json_object_get(configuration, "layer_code");

    if (own && !strcmp(own, sha256))
        return true;
    for (size_t i = 0; i < json_array_size(layers); i++)
        if (!strcmp(json_string_value(json_array_get(layers, i)), sha256))
            return true;
    return false;
}

bool catalog_code_is_used(const struct catalog *catalog, const char *sha256)
{
    for (size_t i = 0; i < catalog->count; i++) {
        const json_t *document = catalog->entries[i]->document;
        const json_t *versions = json_object_get(document, "versions");
        if (has_code(json_object_get(document, "latest"), sha256) ||
            has_code(json_object_get(document, "serving"), sha256))
            return true;
        for (size_t k = 0; k < json_array_size(versions); k++)
            if (has_code(json_array_get(versions, k), sha256))
                return true;
    }
    return false;
}
