#include "host/function_settings/provisioned_config.h"

#include "host/function_settings/provisioned.h"
#include "host/management/bounds.h"
#include "host/management/configuration.h"
#include "host/management/lookup.h"
#include "host/management/management.h"

json_t *provisioned_config_find(const struct catalog_entry *entry,
                                const char *qualifier)
{
    return lookup_version(entry, qualifier)
               ? json_object_get(
                     json_object_get(entry->document, "provisioned"), qualifier)
               : NULL;
}

static json_int_t requested(const json_t *config)
{
    return json_integer_value(json_object_get(config, PROVISIONED_REQUESTED));
}

static json_int_t ready(struct management *m, const struct catalog_entry *entry,
                        const char *qualifier)
{
    return (json_int_t)bounds_ready(m, entry, qualifier);
}

bool provisioned_config_is_settled(struct management *m,
                                   const struct catalog_entry *entry,
                                   const char *qualifier)
{
    return bounds_failed(m, entry, qualifier) ||
           ready(m, entry, qualifier) >=
               requested(provisioned_config_find(entry, qualifier));
}

static json_t *show(const json_t *config, json_int_t available, bool failed)
{
    json_int_t most = requested(config);
    bool all = available >= most;

    if (available > most)
        available = most;
    return json_pack(
        "{s:I, s:I, s:I, s:s, s:s, s:s*}", PROVISIONED_REQUESTED, most,
        "AllocatedProvisionedConcurrentExecutions", available,
        "AvailableProvisionedConcurrentExecutions", available, "Status",
        all      ? "READY"
        : failed ? "FAILED"
                 : "IN_PROGRESS",
        "LastModified", configuration_text(config, "LastModified"),
        "StatusReason", failed && !all ? "FUNCTION_ERROR_INIT_FAILURE" : NULL);
}

json_t *provisioned_config_show(struct management *m,
                                const struct catalog_entry *entry,
                                const char *qualifier)
{
    return show(provisioned_config_find(entry, qualifier),
                ready(m, entry, qualifier), bounds_failed(m, entry, qualifier));
}

json_t *provisioned_config_show_begun(const json_t *config)
{
    return show(config, 0, false);
}
