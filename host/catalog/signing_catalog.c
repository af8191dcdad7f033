#include "host/catalog/signing_catalog.h"

#include <string.h>

#include "common/buf.h"
#include "host/store/store.h"

/* Its owner is the ARN: no function's name begins so. */
static const char kind[] = "code-signing";

static bool load(void *self, const struct store_item *item, struct error *err)
{
    struct signing_catalog *catalog = self;
    json_t *document = json_loads(item->text, 0, NULL);
    bool ok = json_is_object(document) &&
              json_object_set(catalog->configs, item->owner, document) == 0;

    json_decref(document);
    return ok ||
           error_set(err, "the store's row of %s cannot be read", item->owner);
}

bool signing_catalog_open(struct signing_catalog *catalog, struct store *store,
                          struct error *err)
{
    *catalog =
        (struct signing_catalog){.store = store, .configs = json_object()};
    return store_each(store, kind, load, catalog, err);
}

void signing_catalog_close(struct signing_catalog *catalog)
{
    json_decref(catalog->configs);
    catalog->configs = NULL;
}

json_t *signing_catalog_find(const struct signing_catalog *catalog,
                             const char *arn)
{
    return json_object_get(catalog->configs, arn);
}

bool signing_catalog_enforces(const struct signing_catalog *catalog,
                              const char *arn)
{
    const char *policy = json_string_value(
        json_object_get(json_object_get(signing_catalog_find(catalog, arn),
                                        "CodeSigningPolicies"),
                        "UntrustedArtifactOnDeployment"));

    return policy && !strcmp(policy, "Enforce");
}

bool signing_catalog_put(struct signing_catalog *catalog, json_t *document,
                         struct error *err)
{
    const char *arn =
        json_string_value(json_object_get(document, "CodeSigningConfigArn"));
    char *text = arn ? json_dumps(document, JSON_COMPACT) : NULL;
    const struct store_item item = {
        .kind = kind, .owner = arn, .name = "", .text = text};
    bool ok = text ? store_put(catalog->store, &item, err)
                   : error_set(err, "out of memory");

    if (ok && json_object_set(catalog->configs, arn, document) != 0)
        ok = error_set(err, "out of memory");
    json_decref(document);
    mem_free(text);
    return ok;
}

bool signing_catalog_remove(struct signing_catalog *catalog, const char *arn,
                            struct error *err)
{
    if (!store_remove_owner(catalog->store, arn, err))
        return false;
    (void)json_object_del(catalog->configs, arn);
    return true;
}
