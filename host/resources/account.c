#include "host/resources/account.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/function_settings/concurrency.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/management/management.h"
#include "host/query/query_reply.h"
#include "host/query/query_request.h"
#include "host/service/service_context.h"
#include "host/service/service_reply.h"

#define MIB ((json_int_t)1024 * 1024)
#define CODE_BYTES (75 * 1024 * MIB)
#define UNZIPPED_BYTES (250 * MIB)
#define ZIPPED_BYTES (50 * MIB)

static json_int_t size_of(const json_t *configuration)
{
    return json_integer_value(json_object_get(configuration, "CodeSize"));
}

static json_int_t layers_size(const struct management *m)
{
    json_int_t sum = 0;
    const char *name;
    json_t *layer;

    json_object_foreach(m->layers.layers, name, layer)
    {
        const json_t *versions = json_object_get(layer, "versions");
        for (size_t i = 0; i < json_array_size(versions); i++)
            sum += size_of(json_array_get(versions, i));
    }
    return sum;
}

static json_int_t code_size(const struct management *m)
{
    json_int_t sum = m ? layers_size(m) : 0;

    for (size_t i = 0; m && i < m->catalog.count; i++) {
        const json_t *versions =
            json_object_get(m->catalog.entries[i]->document, "versions");
        sum += size_of(catalog_latest(m->catalog.entries[i]));
        for (size_t k = 0; k < json_array_size(versions); k++)
            sum += size_of(json_array_get(versions, k));
    }
    return sum;
}

/* With those that have not started yet, which only the catalog has. */
static json_int_t function_count(const struct service_context *service)
{
    const struct management *m = service->management;
    const struct function_registry *registry = service->dispatcher->registry;
    size_t count = registry->count;

    for (size_t i = 0; m && i < m->catalog.count; i++)
        if (!function_registry_find(registry, m->catalog.entries[i]->name))
            count++;
    return (json_int_t)count;
}

void account_settings(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    const struct management *m = service->management;
    json_int_t left = m ? concurrency_left(m, NULL) : CONCURRENCY_ACCOUNT;

    (void)path;
    management_gate(m, req);
    service_reply_json(
        req, json_pack("{s:{s:I,s:I,s:I,s:i,s:I},s:{s:I,s:I}}", "AccountLimit",
                       "TotalCodeSize", CODE_BYTES, "CodeSizeUnzipped",
                       UNZIPPED_BYTES, "CodeSizeZipped", ZIPPED_BYTES,
                       "ConcurrentExecutions", CONCURRENCY_ACCOUNT,
                       "UnreservedConcurrentExecutions", left, "AccountUsage",
                       "TotalCodeSize", code_size(m), "FunctionCount",
                       function_count(service)));
}

#define SPACE "https://sts.amazonaws.com/doc/2011-06-15/"

static const struct query_member identity[] = {
    {.name = "Arn", .json = "Arn", .kind = QUERY_TEXT},
    {.name = "UserId", .json = "UserId", .kind = QUERY_TEXT},
    {.name = "Account", .json = "Account", .kind = QUERY_TEXT},
    {.name = NULL}};

static void send_identity(struct http_request *req)
{
    static const struct query_action action = {.name = "GetCallerIdentity",
                                               .output = identity};
    json_t *value = json_pack(
        "{s:s, s:s, s:s}", "Arn", "arn:aws:iam::000000000000:user/dayfly",
        "UserId", "AIDADAYFLY0000000000", "Account", "000000000000");

    query_reply(req, SPACE, &action, value);
    json_decref(value);
}

bool account_query(struct http_request *req)
{
    char action[QUERY_ACTION_SIZE];
    char message[512];

    query_request_action(req, action);
    if (!query_request_is(req) || !*action)
        return false;
    if (!strcmp(action, "GetCallerIdentity")) {
        send_identity(req);
        return true;
    }
    (void)snprintf(message, sizeof message,
                   "dayfly does not support the action %s. In the Query "
                   "protocol it has SQS, and of STS only GetCallerIdentity: it "
                   "has no sessions and no roles, so sign with a key of "
                   "`dayfly keys`.",
                   action);
    query_reply_error(req, 400, "InvalidAction", message);
    return true;
}
