#include "host/mappings/mapping_checks.h"

#include <stdio.h>
#include <string.h>

#include "host/catalog/catalog.h"
#include "host/dispatch/dispatcher.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/event_sources/event_pattern.h"
#include "host/mappings/mapping_members.h"
#include "host/message_queues/message_queues.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

enum { PATTERN_MAX = 4096, FILTERS_MAX = 5, BATCH_PLAIN_MAX = 10 };

static bool is_of_queue(const char *arn)
{
    return strstr(arn, ":sqs:") != NULL;
}

static bool refuse(struct http_request *req, const char *why)
{
    service_error_send(req, SERVICE_INVALID_PARAMETER, "%s", why);
    return false;
}

/* Of DynamoDB, Kinesis and others, which this host does not have. */
static bool refuse_source(const json_t *body, const char *source,
                          struct http_request *req)
{
    const char *position = configuration_text(body, "StartingPosition");

    if (!*position)
        return refuse(req,
                      "1 validation error detected: Value null at "
                      "'startingPosition' failed to satisfy constraint: Member "
                      "must not be null.");
    if (strstr(source, ":dynamodb:") && !strcmp(position, "AT_TIMESTAMP"))
        return refuse(req,
                      "Unsupported starting position for arn type: "
                      "arn:*:dynamodb:*:*:table/*/stream/*");
    return refuse(req,
                  "dayfly polls its own queues only, by the ARN of SQS: invoke "
                  "the function from the program that has other events");
}

bool mapping_checks_create(struct service_context *service, const json_t *body,
                           struct http_request *req)
{
    static const char *const positions[] = {"LATEST", "AT_TIMESTAMP",
                                            "TRIM_HORIZON", NULL};
    struct checks checks = CHECKS;
    const char *source = configuration_text(body, "EventSourceArn");
    char arn[FUNCTION_ARN_SIZE];

    checks_required(&checks, json_object_get(body, "FunctionName"),
                    "functionName");
    checks_enum(&checks, json_object_get(body, "StartingPosition"),
                "startingPosition", positions,
                "[LATEST, AT_TIMESTAMP, TRIM_HORIZON]");
    if (checks_send(&checks, req))
        return false;
    if (!*source)
        return refuse(req, json_object_get(body, "SelfManagedEventSource")
                               ? "dayfly polls its own queues only"
                               : "Unrecognized event source.");
    if (is_of_queue(source) && !mapping_members_are_of_queue(body, req))
        return false;
    if (!mapping_checks_function(
            service, configuration_text(body, "FunctionName"), arn, req))
        return false;
    if (!is_of_queue(source))
        return refuse_source(body, source, req);
    if (json_object_get(body, "StartingPosition"))
        return refuse(req,
                      "StartingPosition is not valid for SQS event sources.");
    return true;
}

/* By the catalog, which has what is Pending, or as a folder. */
static bool is_there(const struct service_context *service,
                     const struct function_name *n)
{
    const struct catalog_entry *entry =
        catalog_find(&service->management->catalog, n->name);

    if (entry)
        return !*n->qualifier || lookup_version(entry, n->qualifier);
    return function_registry_find(service->dispatcher->registry, n->name) &&
           (!*n->qualifier || dispatcher_qualified_pool(service->dispatcher,
                                                        n->name, n->qualifier));
}

bool mapping_checks_function(struct service_context *service, const char *name,
                             char *arn, struct http_request *req)
{
    struct function_name n;

    if (!function_name_parse(&n, name) || !is_there(service, &n))
        return refuse(req, "Function does not exist");
    function_arn(arn, service->region, n.name, n.qualifier);
    return true;
}

static bool check_filters(const json_t *filters, struct http_request *req)
{
    size_t i;
    const json_t *filter;
    bool ok = !filters || json_is_null(filters) || json_is_array(filters);

    if (json_array_size(filters) > FILTERS_MAX)
        return refuse(req,
                      "Too many filters defined. Maximum number of "
                      "filters allowed is 5.");
    json_array_foreach(filters, i, filter)
    {
        const char *text = configuration_text(filter, "Pattern");
        json_t *pattern = json_loads(text, 0, NULL);
        ok = ok && strlen(text) <= PATTERN_MAX &&
             event_pattern_is_valid(pattern);
        json_decref(pattern);
    }
    return ok || refuse(req, "Invalid filter pattern definition.");
}

bool mapping_checks_members(json_t *body, struct http_request *req)
{
    return mapping_members_check(body, req) &&
           check_filters(
               json_object_get(json_object_get(body, "FilterCriteria"),
                               "Filters"),
               req);
}

/* Of functions of the catalog; others have the default. */
static int64_t timeout_of(const struct service_context *service,
                          const json_t *document)
{
    struct function_name n;
    const struct catalog_entry *entry =
        function_name_parse(&n, configuration_text(document, "FunctionArn"))
            ? catalog_find(&service->management->catalog, n.name)
            : NULL;
    const json_t *c = entry ? catalog_qualified(entry, n.qualifier) : NULL;

    return json_integer_value(json_object_get(c, "Timeout"));
}

bool mapping_checks_whole(struct service_context *service,
                          const json_t *document, struct http_request *req)
{
    const char *arn = configuration_text(document, "EventSourceArn");
    const struct message_queue *queue =
        message_queues_find_arn(service->queues, arn);
    int64_t size = json_integer_value(json_object_get(document, "BatchSize"));
    int64_t window_s = json_integer_value(
        json_object_get(document, "MaximumBatchingWindowInSeconds"));
    int64_t timeout_s = timeout_of(service, document);
    int64_t hidden_s;

    if (json_object_get(document, "ProvisionedPollerConfig") &&
        json_object_get(document, "ScalingConfig"))
        return refuse(req,
                      "An event source mapping has either "
                      "ProvisionedPollerConfig or ScalingConfig, not both.");
    if (!queue)
        return refuse(req,
                      "Error occurred while ReceiveMessage. SQS Error Code: "
                      "AWS.SimpleQueueService.NonExistentQueue. SQS Error "
                      "Message: The specified queue does not exist.");
    if (message_queue_is_fifo(queue) && window_s > 0)
        return refuse(req, "Batching window is not supported for FIFO queues");
    if (size > BATCH_PLAIN_MAX && message_queue_is_fifo(queue))
        return refuse(req, "Maximum batch size of FIFO queues is 10.");
    if (size > BATCH_PLAIN_MAX && window_s == 0)
        return refuse(req,
                      "Maximum batch window in seconds must be greater than 0 "
                      "if maximum batch size is greater than 10");
    hidden_s = message_queue_number(queue, "VisibilityTimeout");
    if (hidden_s >= timeout_s)
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Queue visibility timeout: %lld seconds is less than "
                       "Function timeout: %lld seconds",
                       (long long)hidden_s, (long long)timeout_s);
    return false;
}
