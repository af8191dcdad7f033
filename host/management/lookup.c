#include "host/management/lookup.h"

#include "host/base/ids.h"
#include "host/management/configuration.h"

static const char *known(const struct catalog_entry *entry, const char *version)
{
    return catalog_version(entry, version) ? version : NULL;
}

const char *lookup_version(const struct catalog_entry *entry,
                           const char *qualifier)
{
    const json_t *alias = catalog_alias(entry, qualifier);

    return known(entry, alias ? configuration_text(alias, "FunctionVersion")
                              : qualifier);
}

const char *lookup_version_by_weight(const struct catalog_entry *entry,
                                     const char *qualifier)
{
    json_t *weights = json_object_get(
        json_object_get(catalog_alias(entry, qualifier), "RoutingConfig"),
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
