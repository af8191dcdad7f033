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
