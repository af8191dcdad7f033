#include "host/urls/url_place.h"

#include <stdio.h>
#include <strings.h>

#include "host/dispatch/dispatcher.h"
#include "host/function_settings/url_settings.h"
#include "host/management/management.h"
#include "host/runner/pool.h"
#include "host/service/service_context.h"

/* A name from a Host header may be in lower case. NULL: it is no function of
 * the catalog. */
static const struct catalog_entry *find_entry(struct service_context *service,
                                              const char *name)
{
    const struct management *m = service->management;
    const struct catalog_entry *entry =
        m ? catalog_find(&m->catalog, name) : NULL;
    const struct function *fn = m && !entry
                                    ? function_registry_find_by_host(
                                          service->dispatcher->registry, name)
                                    : NULL;

    return fn ? catalog_find(&m->catalog, fn->name) : entry;
}

static void set_alias(struct url_place *place,
                      const struct catalog_entry *entry, const char *given)
{
    const char *qualifier;
    json_t *config;

    (void)snprintf(place->alias, sizeof place->alias, "%s", given);
    json_object_foreach(json_object_get(entry->document, "urls"), qualifier,
                        config)
    {
        if (!strcasecmp(qualifier, given))
            (void)snprintf(place->alias, sizeof place->alias, "%s", qualifier);
    }
}

static void of_catalog(struct url_place *place, struct service_context *service,
                       const struct catalog_entry *entry, const char *alias)
{
    struct url_settings settings;

    (void)snprintf(place->name, sizeof place->name, "%s", entry->name);
    set_alias(place, entry, alias);
    place->why = "%s has no such URL; CreateFunctionUrlConfig makes it";
    if (!url_settings_read(&settings, entry, place->alias))
        return;
    place->has_url = true;
    place->mode = settings.mode;
    place->cors = settings.cors;
    place->is_public = !settings.needs_signature;
    place->why = "%s cannot be run now, or its alias was deleted";
    place->pool = dispatcher_qualified_pool(service->dispatcher, entry->name,
                                            place->alias);
}

static void of_folder(struct url_place *place, struct pool *pool,
                      const char *alias)
{
    const struct function *fn = pool->function;

    (void)snprintf(place->name, sizeof place->name, "%s", fn->name);
    place->mode = fn->manifest.url;
    place->cors = fn->manifest.cors;
    place->is_public = fn->manifest.url_auth == URL_AUTH_NONE;
    if (*alias)
        place->why = "%s is a folder, which has no aliases";
    else if (place->mode == URL_OFF)
        place->why = "dayfly.json of %s has \"url\": false";
    else
        place->pool = pool;
}

bool url_place_find(struct url_place *place, struct service_context *service,
                    const struct url_target *target)
{
    const struct catalog_entry *entry = find_entry(service, target->name);

    *place = (struct url_place){.why = "no function named \"%s\" is served",
                                .mode = URL_OFF};
    if (entry) {
        of_catalog(place, service, entry, target->alias);
    } else {
        struct pool *pool =
            dispatcher_pool_by_host(service->dispatcher, target->name);
        if (pool)
            of_folder(place, pool, target->alias);
    }
    return place->pool != NULL;
}
