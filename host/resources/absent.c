#include "host/resources/absent.h"

#include <string.h>

#include "common/compiler.h"
#include "host/dispatch/dispatcher.h"
#include "host/http/request_path.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { KIND_SEGMENT = 1, ID_SEGMENT = 2 };

static const struct kind {
    const char *segment;
    const char *list;   /* the member of a list's response */
    const char *before; /* the id, if one is not found, ... */
    const char *after;  /* ... and after it; NULL: without the id */
    const char *why;
} kinds[] = {
    {"event-source-mappings", "EventSourceMappings",
     "The resource you requested does not exist.", NULL,
     "dayfly polls no queues or streams: invoke the function from the program "
     "that has the events"},
    {"code-signing-configs", "CodeSigningConfigs",
     "The Lambda code signing configuration ", " can not be found.",
     "dayfly checks no signatures of code, so it keeps no code signing "
     "configurations"},
    {"capacity-providers", "CapacityProviders",
     "Capacity provider not found: ", "",
     "dayfly runs functions on its own machine and has no capacity providers"},
    {"durable-executions", "DurableExecutions",
     "Durable execution not found: ", "", "dayfly has no durable executions"},
    {"durable-execution-callbacks", "", "Callback not found: ", "",
     "dayfly has no durable executions"},
};

static const struct kind *kind_of(const struct request_path *path)
{
    size_t at = 0;

    while (at + 1 < COUNT(kinds) &&
           strcmp(kinds[at].segment, path->segment[KIND_SEGMENT]) != 0)
        at++;
    return &kinds[at];
}

void absent_list(struct service_context *service, struct http_request *req,
                 const struct request_path *path)
{
    (void)service;
    service_reply_json(req, json_pack("{s:[]}", kind_of(path)->list));
}

void absent_one(struct service_context *service, struct http_request *req,
                const struct request_path *path)
{
    const struct kind *kind = kind_of(path);

    (void)service;
    service_error_send(req, SERVICE_NOT_FOUND, "%s%.300s%s", kind->before,
                       kind->after ? path->segment[ID_SEGMENT] : "",
                       kind->after ? kind->after : "");
}

void absent_create(struct service_context *service, struct http_request *req,
                   const struct request_path *path)
{
    (void)service;
    service_error_send(req, SERVICE_INVALID_PARAMETER, "%s",
                       kind_of(path)->why);
}

static bool has_function(const struct service_context *service,
                         const char *name)
{
    struct function_name n;

    return function_name_parse(&n, name) &&
           function_registry_find(service->dispatcher->registry, n.name);
}

static void create_mapping(const struct service_context *service,
                           struct http_request *req,
                           const struct request_path *path, const json_t *body)
{
    static const char *const positions[] = {"LATEST", "AT_TIMESTAMP",
                                            "TRIM_HORIZON", NULL};
    struct checks checks = CHECKS;
    const char *source = configuration_text(body, "EventSourceArn");

    checks_required(&checks, json_object_get(body, "FunctionName"),
                    "functionName");
    checks_enum(&checks, json_object_get(body, "StartingPosition"),
                "startingPosition", positions,
                "[LATEST, AT_TIMESTAMP, TRIM_HORIZON]");
    if (checks_send(&checks, req))
        return;
    if (!*source && !json_object_get(body, "SelfManagedEventSource"))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Unrecognized event source.");
    else if (strstr(source, ":sqs:") &&
             json_object_get(body, "DestinationConfig"))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Unsupported DestinationConfig parameter for given "
                           "event source mapping type.");
    else if (!has_function(service, configuration_text(body, "FunctionName")))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Function does not exist");
    else
        absent_create(NULL, req, path);
}

void absent_create_mapping(struct service_context *service,
                           struct http_request *req,
                           const struct request_path *path)
{
    json_t *body = entry_read_body(req);

    if (body)
        create_mapping(service, req, path, body);
    json_decref(body);
}
