#include "host/operations/operations.h"

#include <string.h>

#include "common/compiler.h"
#include "host/events/queue_api.h"
#include "host/function_settings/concurrency.h"
#include "host/function_settings/event_invoke.h"
#include "host/function_settings/provisioned.h"
#include "host/function_settings/url_config.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/function_api/aliases.h"
#include "host/layers/layer_policy.h"
#include "host/layers/layer_reads.h"
#include "host/layers/layers.h"
#include "host/management/change.h"
#include "host/management/held.h"
#include "host/function_api/function_delete.h"
#include "host/function_api/functions.h"
#include "host/function_api/reads.h"
#include "host/function_api/versions.h"
#include "host/management/management.h"
#include "host/mappings/mapping_api.h"
#include "host/policies/permissions.h"
#include "host/resources/absent.h"
#include "host/resources/account.h"
#include "host/resources/function_extras.h"
#include "host/resources/function_signing.h"
#include "host/resources/signing_configs.h"
#include "host/resources/tags.h"
#include "host/releases/releases.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

static const struct operation {
    const char *method;
    const char *path;
    void (*serve)(struct service_context *service, struct http_request *req,
                  const struct request_path *path);
    const struct change_operation *brings; /* code, in the body; NULL: none */
} operations[] = {
    {"POST", "2015-03-31/functions", NULL, &functions_create},
    {"POST", "2015-03-31/functions/", NULL, &functions_create},
    {"PUT", "2015-03-31/functions/*/code", NULL, &functions_update_code},
    {"PUT", "2015-03-31/functions/*/configuration",
     functions_update_configuration, NULL},
    {"DELETE", "2015-03-31/functions/*", function_delete, NULL},
    {"POST", "2015-03-31/functions/*/versions", versions_post, NULL},
    {"GET", "2015-03-31/functions/*/versions", versions_list, NULL},
    {"POST", "2015-03-31/functions/*/aliases", aliases_create, NULL},
    {"GET", "2015-03-31/functions/*/aliases", aliases_list, NULL},
    {"GET", "2015-03-31/functions/*/aliases/*", aliases_get, NULL},
    {"PUT", "2015-03-31/functions/*/aliases/*", aliases_update, NULL},
    {"DELETE", "2015-03-31/functions/*/aliases/*", aliases_delete, NULL},
    {"POST", "2015-03-31/functions/*/policy", permissions_add, NULL},
    {"GET", "2015-03-31/functions/*/policy", permissions_get, NULL},
    {"DELETE", "2015-03-31/functions/*/policy/*", permissions_remove, NULL},
    {"PUT", "2017-10-31/functions/*/concurrency", concurrency_put, NULL},
    {"DELETE", "2017-10-31/functions/*/concurrency", concurrency_delete, NULL},
    {"GET", "2019-09-30/functions/*/concurrency", concurrency_get, NULL},
    {"PUT", "2019-09-30/functions/*/provisioned-concurrency", provisioned_put,
     NULL},
    {"GET", "2019-09-30/functions/*/provisioned-concurrency", provisioned_get,
     NULL},
    {"DELETE", "2019-09-30/functions/*/provisioned-concurrency",
     provisioned_delete, NULL},
    {"PUT", "2019-09-25/functions/*/event-invoke-config", event_invoke_put,
     NULL},
    {"POST", "2019-09-25/functions/*/event-invoke-config", event_invoke_update,
     NULL},
    {"GET", "2019-09-25/functions/*/event-invoke-config", event_invoke_get,
     NULL},
    {"DELETE", "2019-09-25/functions/*/event-invoke-config",
     event_invoke_delete, NULL},
    {"GET", "2019-09-25/functions/*/event-invoke-config/list",
     event_invoke_list, NULL},
    {"POST", "2021-10-31/functions/*/url", url_config_create, NULL},
    {"PUT", "2021-10-31/functions/*/url", url_config_update, NULL},
    {"DELETE", "2021-10-31/functions/*/url", url_config_delete, NULL},
    {"GET", "2017-03-31/tags/*", tags_list, NULL},
    {"POST", "2017-03-31/tags/*", tags_add, NULL},
    {"DELETE", "2017-03-31/tags/*", tags_remove, NULL},
    {"GET", "2016-08-19/account-settings", account_settings, NULL},
    {"GET", "2016-08-19/account-settings/", account_settings, NULL},
    {"GET", "2024-08-31/functions/*/recursion-config", recursion_get, NULL},
    {"PUT", "2024-08-31/functions/*/recursion-config", recursion_put, NULL},
    {"GET", "2021-07-20/functions/*/runtime-management-config",
     runtime_management_get, NULL},
    {"PUT", "2021-07-20/functions/*/runtime-management-config",
     runtime_management_put, NULL},
    {"GET", "2020-06-30/functions/*/code-signing-config", function_signing_get,
     NULL},
    {"PUT", "2020-06-30/functions/*/code-signing-config", function_signing_put,
     NULL},
    {"DELETE", "2020-06-30/functions/*/code-signing-config",
     function_signing_delete, NULL},
    {"GET", "2025-11-30/functions/*/function-scaling-config", scaling_get,
     NULL},
    {"PUT", "2025-11-30/functions/*/function-scaling-config", scaling_put,
     NULL},
    {"GET", "2025-12-01/functions/*/durable-executions", durable_list, NULL},
    {"GET", "2015-03-31/event-source-mappings", mapping_api_list, NULL},
    {"GET", "2015-03-31/event-source-mappings/", mapping_api_list, NULL},
    {"POST", "2015-03-31/event-source-mappings", mapping_api_create, NULL},
    {"POST", "2015-03-31/event-source-mappings/", mapping_api_create, NULL},
    {"GET", "2015-03-31/event-source-mappings/*", mapping_api_get, NULL},
    {"PUT", "2015-03-31/event-source-mappings/*", mapping_api_update, NULL},
    {"DELETE", "2015-03-31/event-source-mappings/*", mapping_api_delete, NULL},
    {"GET", "2020-04-22/code-signing-configs", signing_configs_list, NULL},
    {"GET", "2020-04-22/code-signing-configs/", signing_configs_list, NULL},
    {"POST", "2020-04-22/code-signing-configs", signing_configs_create, NULL},
    {"POST", "2020-04-22/code-signing-configs/", signing_configs_create, NULL},
    {"GET", "2020-04-22/code-signing-configs/*", signing_configs_get, NULL},
    {"PUT", "2020-04-22/code-signing-configs/*", signing_configs_update, NULL},
    {"DELETE", "2020-04-22/code-signing-configs/*", signing_configs_delete,
     NULL},
    {"GET", "2020-04-22/code-signing-configs/*/functions",
     signing_configs_functions, NULL},
    {"GET", "2025-11-30/capacity-providers", absent_list, NULL},
    {"POST", "2025-11-30/capacity-providers", absent_create, NULL},
    {"GET", "2025-11-30/capacity-providers/*", absent_one, NULL},
    {"PUT", "2025-11-30/capacity-providers/*", absent_one, NULL},
    {"DELETE", "2025-11-30/capacity-providers/*", absent_one, NULL},
    {"GET", "2025-11-30/capacity-providers/*/function-versions", absent_one,
     NULL},
    {"GET", "2025-12-01/durable-executions/*", absent_one, NULL},
    {"GET", "2025-12-01/durable-executions/*/history", absent_one, NULL},
    {"GET", "2025-12-01/durable-executions/*/state", absent_one, NULL},
    {"POST", "2025-12-01/durable-executions/*/checkpoint", absent_one, NULL},
    {"POST", "2025-12-01/durable-executions/*/stop", absent_one, NULL},
    {"POST", "2025-12-01/durable-execution-callbacks/*/fail", absent_one, NULL},
    {"POST", "2025-12-01/durable-execution-callbacks/*/heartbeat", absent_one,
     NULL},
    {"POST", "2025-12-01/durable-execution-callbacks/*/succeed", absent_one,
     NULL},
    {"POST", "2018-10-31/layers/*/versions", NULL, &layers_publish},
    {"GET", "2018-10-31/layers/*/versions", layer_reads_versions, NULL},
    {"GET", "2018-10-31/layers", layer_reads_layers, NULL},
    {"GET", "2018-10-31/layers/*/versions/*", layer_reads_get, NULL},
    {"DELETE", "2018-10-31/layers/*/versions/*", layers_delete, NULL},
    {"POST", "2018-10-31/layers/*/versions/*/policy", layer_policy_add, NULL},
    {"GET", "2018-10-31/layers/*/versions/*/policy", layer_policy_get, NULL},
    {"DELETE", "2018-10-31/layers/*/versions/*/policy/*", layer_policy_remove,
     NULL},
    {"GET", "_code/*", reads_zip, NULL},
    {"GET", "_dayfly/queue", queue_api_list, NULL},
    {"POST", "_dayfly/queue/redrive", queue_api_redrive, NULL},
    {"DELETE", "_dayfly/queue/events", queue_api_purge, NULL},
    {"GET", "_dayfly/queue/events/*", queue_api_show, NULL},
    {"DELETE", "_dayfly/queue/events/*", queue_api_purge, NULL},
    {"POST", "_dayfly/queue/events/*/redrive", queue_api_redrive, NULL},
    {"GET", "_dayfly/queue/queues/*/messages", queue_api_messages, NULL},
    {"DELETE", "_dayfly/queue/queues/*/messages", queue_api_remove_messages,
     NULL},
    {"DELETE", "_dayfly/queue/queues/*/messages/*", queue_api_remove_messages,
     NULL},
    {"POST", "_dayfly/releases", releases_create, NULL},
    {"GET", "_dayfly/releases", releases_list, NULL},
    {"POST", "_dayfly/releases/*/restore", releases_restore, NULL},
};

/* NULL: there is none. *known: another method has this path. */
static const struct operation *find(const struct http_request *req,
                                    struct request_path *path, bool *known)
{
    *known = false;
    if (!request_path_parse(path, req->target))
        return NULL;
    for (size_t i = 0; i < COUNT(operations); i++) {
        if (!request_path_matches(path, operations[i].path))
            continue;
        *known = true;
        if (!strcmp(operations[i].method, req->method))
            return &operations[i];
    }
    return NULL;
}

bool operations_has_path(const struct http_request *req)
{
    struct request_path path;
    bool known;

    (void)find(req, &path, &known);
    return known;
}

bool operations_take_body(struct service_context *service,
                          struct http_request *req)
{
    struct request_path path;
    bool known;
    const struct operation *op =
        service->management ? find(req, &path, &known) : NULL;

    return op && op->brings &&
           change_begin(service, req, op->brings,
                        path.count > 2 ? path.segment[2] : "");
}

size_t operations_add_body(struct http_request *req, const char *bytes,
                           size_t size)
{
    return change_add(req, bytes, size);
}

static void serve(void *self, struct http_request *req)
{
    struct service_context *service = self;
    struct request_path path;
    bool known;
    const struct operation *op = find(req, &path, &known);

    if (op->brings) {
        change_received(req);
        return;
    }
    req->user_data = NULL;
    req->on_closed = NULL;
    op->serve(service, req, &path);
}

/* A held request that brings no code. */
static void held_left(struct http_request *req)
{
    held_forget(req->user_data, req);
}

/* For an update of the function that is on its way. */
static bool waits(const struct operation *op)
{
    return op->brings == &functions_update_code ||
           op->serve == functions_update_configuration ||
           op->serve == versions_post;
}

static bool hold(struct service_context *service, struct http_request *req,
                 const struct operation *op, const struct request_path *path)
{
    struct management *m = service->management;

    if (!waits(op) || !held_add(m, req, path->segment[2], serve, service))
        return false;
    if (!op->brings) {
        req->user_data = m;
        req->on_closed = held_left;
    }
    return true;
}

bool operations_serve(struct service_context *service, struct http_request *req)
{
    struct request_path path;
    bool known;
    const struct operation *op = find(req, &path, &known);

    if (!op)
        return false;
    management_gate(service->management, req);
    if (!service->management)
        service_error_send(
            req, SERVICE_METHOD,
            "This dayfly serves folders only; to make and change "
            "functions by API, start it with --data DIR.");
    else if (op->brings && !req->user_data)
        service_error_send(req, SERVICE_SERVICE,
                           "dayfly cannot keep the code; is the disk full?");
    else if (!hold(service, req, op, &path))
        serve(service, req);
    return true;
}
