#include "host/events/event_settings.h"

#include <jansson.h>
#include <string.h>

#include "host/catalog/catalog.h"
#include "host/functions/function_name.h"
#include "host/management/bounds.h"
#include "host/management/configuration.h"
#include "host/management/lookup.h"

static bool is_latest(const char *qualifier)
{
    return !*qualifier || !strcmp(qualifier, FUNCTION_LATEST);
}

static const json_t *config_of(const struct catalog_entry *entry,
                               const char *qualifier)
{
    const json_t *invokes = json_object_get(entry->document, "invokes");
    const json_t *config = json_object_get(invokes, qualifier);

    if (!config && is_latest(qualifier))
        config = json_object_get(invokes, *qualifier ? "" : FUNCTION_LATEST);
    return config;
}

static const char *destination_of(const json_t *config, const char *when)
{
    const json_t *all = json_object_get(config, "DestinationConfig");
    const char *text = json_string_value(
        json_object_get(json_object_get(all, when), "Destination"));

    return text ? text : "";
}

static const json_t *configuration_of(const struct catalog_entry *entry,
                                      const char *qualifier)
{
    const char *version =
        is_latest(qualifier) ? NULL : lookup_version(entry, qualifier);

    return version && !is_latest(version) ? catalog_version(entry, version)
                                          : catalog_latest(entry);
}

static void read_config(struct event_settings *settings, const json_t *config)
{
    const json_t *retries = json_object_get(config, "MaximumRetryAttempts");
    const json_t *age = json_object_get(config, "MaximumEventAgeInSeconds");

    if (json_is_integer(retries))
        settings->retries = (unsigned)json_integer_value(retries);
    if (json_is_integer(age))
        settings->age_ms = (int64_t)json_integer_value(age) * 1000;
    settings->on_success = destination_of(config, "OnSuccess");
    settings->on_failure = destination_of(config, "OnFailure");
}

void event_settings_read(struct event_settings *settings,
                         const struct catalog *catalog, const char *function,
                         const char *qualifier)
{
    const struct catalog_entry *entry = catalog_find(catalog, function);

    *settings = (struct event_settings){.retries = EVENT_RETRIES,
                                        .age_ms = (int64_t)EVENT_AGE_S * 1000,
                                        .on_success = "",
                                        .on_failure = "",
                                        .dead_letters = ""};
    if (!entry)
        return;
    settings->off = bounds_reserved(entry) == 0;
    settings->dead_letters = configuration_text(
        json_object_get(configuration_of(entry, qualifier), "DeadLetterConfig"),
        "TargetArn");
    read_config(settings, config_of(entry, qualifier));
}
