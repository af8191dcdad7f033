#include "host/service/service_context.h"

#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/http/request_path.h"
#include "host/runner/pool.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

/* A qualifier can be part of the name or of the query; if it is in both, they
 * must be equal. */
static bool join_qualifier(struct http_request *req,
                           const struct request_path *path,
                           struct function_name *n)
{
    char query[FUNCTION_QUALIFIER_MAX + 1];

    if (!request_path_has_query(path, "Qualifier"))
        return true;
    bool ok = request_path_query(path, "Qualifier", query, sizeof query);
    if (ok && !*query)
        return true;
    if (!ok || !function_qualifier_is_plain(query)) {
        service_error_send(
            req, SERVICE_VALIDATION,
            "1 validation error detected: Value at 'qualifier' failed "
            "to satisfy constraint: Member must satisfy regular "
            "expression pattern: (|[a-zA-Z0-9$_-]+)");
        return false;
    }
    if (*n->qualifier && strcmp(n->qualifier, query) != 0) {
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "The derived qualifier from the function name does not "
            "match the specified qualifier.");
        return false;
    }
    memcpy(n->qualifier, query, sizeof query);
    return true;
}

bool service_read_name(const struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path, struct function_name *n)
{
    (void)service;
    if (function_name_parse(n, path->segment[2]))
        return join_qualifier(req, path, n);
    service_error_send(
        req, SERVICE_VALIDATION,
        "1 validation error detected: Value '%.200s' at 'functionName' failed "
        "to satisfy constraint: Member must be a name of 1 to 64 letters, "
        "digits, - and _, or an ARN with such a name",
        path->segment[2]);
    return false;
}

static void reply_unknown(const struct service_context *service,
                          struct http_request *req,
                          const struct function_name *n)
{
    char arn[FUNCTION_ARN_SIZE];

    if (dispatcher_is_pending(service->dispatcher, n->name)) {
        service_error_send(req, SERVICE_CONFLICT,
                           "The operation cannot be performed at this time. "
                           "The function is currently in the following state: "
                           "Pending");
        return;
    }
    function_arn(arn, service->region, n->name,
                 *n->qualifier ? n->qualifier : FUNCTION_LATEST);
    service_reply_not_found(req, arn);
}

struct pool *service_find_pool(struct service_context *service,
                               struct http_request *req,
                               const struct request_path *path,
                               char arn[FUNCTION_ARN_SIZE])
{
    struct function_name n;

    if (!service_read_name(service, req, path, &n))
        return NULL;
    function_arn(arn, service->region, n.name, n.qualifier);
    struct pool *pool =
        dispatcher_qualified_pool(service->dispatcher, n.name, n.qualifier);
    if (!pool)
        reply_unknown(service, req, &n);
    else if (strcmp(pool->function->name, n.name) != 0)
        function_arn(arn, service->region, pool->function->name, n.qualifier);
    return pool;
}

const struct function *service_find_function(struct service_context *service,
                                             struct http_request *req,
                                             const struct request_path *path)
{
    struct function_name n;

    if (!service_read_name(service, req, path, &n))
        return NULL;
    const struct pool *pool =
        dispatcher_qualified_pool(service->dispatcher, n.name, n.qualifier);
    if (pool && dispatcher_has(service->dispatcher, pool->function))
        return pool->function;
    reply_unknown(service, req, &n);
    return NULL;
}
