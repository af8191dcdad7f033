#include "host/mappings/mapping_members.h"

#include "common/compiler.h"
#include "host/management/checks.h"
#include "host/service/service_error.h"

enum { KMS_MAX = 10000, POLLERS_LEAST_MAX = 200, POLLERS_MAX = 10000 };

static bool check_types(json_t *body, struct http_request *req)
{
    static const struct checks_type types[] = {
        {"FunctionName", JSON_STRING},
        {"EventSourceArn", JSON_STRING},
        {"Enabled", JSON_TRUE},
        {"BatchSize", JSON_INTEGER},
        {"MaximumBatchingWindowInSeconds", JSON_INTEGER},
        {"ScalingConfig", JSON_OBJECT},
        {"FilterCriteria", JSON_OBJECT},
        {"FunctionResponseTypes", JSON_ARRAY},
        {"DestinationConfig", JSON_OBJECT},
        {"StartingPosition", JSON_STRING},
        {"Tags", JSON_OBJECT},
        {"KMSKeyArn", JSON_STRING},
        {"MetricsConfig", JSON_OBJECT},
        {"LoggingConfig", JSON_OBJECT},
        {"ProvisionedPollerConfig", JSON_OBJECT},
        {"ParallelizationFactor", JSON_INTEGER},
        {"MaximumRecordAgeInSeconds", JSON_INTEGER},
        {"BisectBatchOnFunctionError", JSON_TRUE},
        {"MaximumRetryAttempts", JSON_INTEGER},
        {"TumblingWindowInSeconds", JSON_INTEGER},
        {"Topics", JSON_ARRAY},
        {"Queues", JSON_ARRAY},
        {"SourceAccessConfigurations", JSON_ARRAY},
        {"SelfManagedEventSource", JSON_OBJECT},
        {"AmazonManagedKafkaEventSourceConfig", JSON_OBJECT},
        {"SelfManagedKafkaEventSourceConfig", JSON_OBJECT},
        {"DocumentDBEventSourceConfig", JSON_OBJECT},
    };
    static const struct checks_type in_scaling[] = {
        {"MaximumConcurrency", JSON_INTEGER}};
    static const struct checks_type in_metrics[] = {{"Metrics", JSON_ARRAY}};
    static const struct checks_type in_pollers[] = {
        {"MinimumPollers", JSON_INTEGER},
        {"MaximumPollers", JSON_INTEGER},
        {"PollerGroupName", JSON_STRING}};

    return checks_types(body, types, COUNT(types), req) &&
           checks_types(json_object_get(body, "ScalingConfig"), in_scaling,
                        COUNT(in_scaling), req) &&
           checks_types(json_object_get(body, "MetricsConfig"), in_metrics,
                        COUNT(in_metrics), req) &&
           checks_types(json_object_get(body, "ProvisionedPollerConfig"),
                        in_pollers, COUNT(in_pollers), req);
}

static void check_words(struct checks *checks, const json_t *list,
                        const char *member, const char *const words[],
                        const char *set)
{
    size_t i;
    const json_t *item;

    json_array_foreach(list, i, item)
    {
        if (json_is_string(item))
            checks_enum(checks, item, member, words, set);
        else
            checks_add(checks, "", member,
                       "Member must satisfy enum value set: %s", set);
    }
}

static void check_values(struct checks *checks, const json_t *body)
{
    static const char *const responses[] = {"ReportBatchItemFailures", NULL};
    static const char *const metrics[] = {"EventCount", "ErrorCount",
                                          "KafkaMetrics", NULL};
    const json_t *pollers = json_object_get(body, "ProvisionedPollerConfig");
    const json_t *key = json_object_get(body, "KMSKeyArn");

    checks_range(checks, json_object_get(body, "BatchSize"), "batchSize", 1,
                 10000);
    checks_range(checks,
                 json_object_get(body, "MaximumBatchingWindowInSeconds"),
                 "maximumBatchingWindowInSeconds", 0, 300);
    checks_range(checks,
                 json_object_get(json_object_get(body, "ScalingConfig"),
                                 "MaximumConcurrency"),
                 "scalingConfig.maximumConcurrency", 2, 1000);
    checks_range(checks, json_object_get(pollers, "MinimumPollers"),
                 "provisionedPollerConfig.minimumPollers", 1,
                 POLLERS_LEAST_MAX);
    checks_range(checks, json_object_get(pollers, "MaximumPollers"),
                 "provisionedPollerConfig.maximumPollers", 1, POLLERS_MAX);
    checks_length(checks, key, "kMSKeyArn", KMS_MAX);
    if (json_string_length(key) > 0)
        checks_pattern(checks, key, "kMSKeyArn",
                       "arn:(aws[a-zA-Z-]*)?:[a-z0-9.-]+:.*",
                       "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()");
    check_words(checks, json_object_get(body, "FunctionResponseTypes"),
                "functionResponseTypes", responses,
                "[ReportBatchItemFailures]");
    check_words(
        checks,
        json_object_get(json_object_get(body, "MetricsConfig"), "Metrics"),
        "metricsConfig.metrics", metrics,
        "[EventCount, ErrorCount, KafkaMetrics]");
}

static bool check_tags(const json_t *tags, struct http_request *req)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)tags, key, value)
    {
        if (!checks_tag(key, value, req))
            return false;
    }
    return true;
}

bool mapping_members_check(json_t *body, struct http_request *req)
{
    struct checks checks = CHECKS;

    if (!check_types(body, req))
        return false;
    check_values(&checks, body);
    return !checks_send(&checks, req) &&
           check_tags(json_object_get(body, "Tags"), req);
}

/* null, false, {} and [] ask for nothing. */
static bool asks(const json_t *value)
{
    return value && !json_is_null(value) && !json_is_false(value) &&
           !(json_is_object(value) && json_object_size(value) == 0) &&
           !(json_is_array(value) && json_array_size(value) == 0);
}

bool mapping_members_are_of_queue(const json_t *body, struct http_request *req)
{
    static const char *const others[] = {
        "DestinationConfig",
        "ParallelizationFactor",
        "MaximumRecordAgeInSeconds",
        "BisectBatchOnFunctionError",
        "MaximumRetryAttempts",
        "TumblingWindowInSeconds",
        "StartingPositionTimestamp",
        "Topics",
        "Queues",
        "SourceAccessConfigurations",
        "SelfManagedEventSource",
        "AmazonManagedKafkaEventSourceConfig",
        "SelfManagedKafkaEventSourceConfig",
        "DocumentDBEventSourceConfig",
        "LoggingConfig",
    };

    for (size_t i = 0; i < COUNT(others); i++) {
        if (!asks(json_object_get(body, others[i])))
            continue;
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Unsupported %s parameter for given event source "
                           "mapping type.",
                           others[i]);
        return false;
    }
    return true;
}

static void take(json_t *document, const json_t *body, const char *key)
{
    const json_t *value = json_object_get(body, key);

    if (value)
        (void)json_object_set(document, key, (json_t *)value);
}

/* "": all its members. */
static void take_object(json_t *document, const json_t *body, const char *key,
                        const char *member)
{
    const json_t *value = json_object_get(body, key);

    if (asks(*member ? json_object_get(value, member) : value))
        (void)json_object_set(document, key, (json_t *)value);
    else if (value)
        (void)json_object_del(document, key);
}

void mapping_members_take(json_t *document, const json_t *body)
{
    take(document, body, "BatchSize");
    take(document, body, "MaximumBatchingWindowInSeconds");
    take(document, body, "FunctionResponseTypes");
    take_object(document, body, "ScalingConfig", "MaximumConcurrency");
    take_object(document, body, "FilterCriteria", "Filters");
    take_object(document, body, "MetricsConfig", "Metrics");
    take_object(document, body, "ProvisionedPollerConfig", "");
    if (json_string_length(json_object_get(body, "KMSKeyArn")) > 0)
        take(document, body, "KMSKeyArn");
    else if (json_object_get(body, "KMSKeyArn"))
        (void)json_object_del(document, "KMSKeyArn");
    if (json_object_get(body, "Enabled"))
        (void)json_object_set(document, "enabled",
                              json_object_get(body, "Enabled"));
}
