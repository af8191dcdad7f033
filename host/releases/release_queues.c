#include "host/releases/release_queues.h"

#include "host/catalog/catalog.h"
#include "host/management/management.h"
#include "host/mappings/mapping_released.h"
#include "host/service/service_context.h"

json_t *release_queues_move(const struct service_context *service,
                            const char *alias, const json_t *before,
                            const json_t *after)
{
    const struct catalog *catalog = &service->management->catalog;
    json_t *said = json_array();
    const char *name;
    json_t *version;

    if (!service->mappings)
        return said;
    json_object_foreach((json_t *)(size_t)after, name, version)
    {
        const struct catalog_entry *entry = catalog_find(catalog, name);
        const char *had = json_string_value(json_object_get(before, name));
        const struct mapping_move move = {
            .function = name,
            .alias = alias,
            .before = had ? catalog_version(entry, had) : NULL,
            .after = catalog_version(entry, json_string_value(version))};
        mapping_released_move(service->mappings, &move, said);
    }
    return said;
}
