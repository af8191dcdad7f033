#include "host/management/lookup.h"

#include <string.h>

#include "host/base/ids.h"
#include "host/management/configuration.h"

static const json_t *find(const struct catalog_entry *entry, const char *list,
                          const char *key, const char *value)
{
    const json_t *all = json_object_get(entry->document, list);

    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *at = json_array_get(all, i);
        if (!strcmp(configuration_text(at, key), value))
            return at;
    }
    return NULL;
}

const json_t *lookup_configuration(const struct catalog_entry *entry,
                                   const char *version)
{
    return find(entry, "versions", "Version", version);
}

const json_t *lookup_alias(const struct catalog_entry *entry, const char *name)
{
    return find(entry, "aliases", "Name", name);
}

static const char *known(const struct catalog_entry *entry, const char *version)
{
    return !strcmp(version, FUNCTION_LATEST) ||
                   lookup_configuration(entry, version)
               ? version
               : NULL;
}

const char *lookup_version(const struct catalog_entry *entry,
                           const char *qualifier)
{
    const json_t *alias = lookup_alias(entry, qualifier);

    return known(entry, alias ? configuration_text(alias, "FunctionVersion")
                              : qualifier);
}

const char *lookup_version_by_weight(const struct catalog_entry *entry,
                                     const char *qualifier)
{
    json_t *weights = json_object_get(
        json_object_get(lookup_alias(entry, qualifier), "RoutingConfig"),
        "AdditionalVersionWeights");
    double share = json_object_size(weights) > 0 ? random_share() : 1;
    const char *version;
    json_t *weight;

    json_object_foreach(weights, version, weight)
    {
        share -= json_number_value(weight);
        if (share < 0 && known(entry, version))
            return version;
    }
    return lookup_version(entry, qualifier);
}
