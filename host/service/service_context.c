#include "host/service/service_context.h"

#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/dispatch/stored_function.h"
#include "host/runner/pool.h"
#include "host/service/name_check.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

bool service_read_name(const struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path, struct function_name *n)
{
    return name_check(req, path, service->region, n);
}

static void reply_unknown(const struct service_context *service,
                          struct http_request *req,
                          const struct function_name *n)
{
    char arn[FUNCTION_ARN_SIZE];

    if (stored_function_is_pending(service->dispatcher, n->name)) {
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
    char arn[FUNCTION_ARN_SIZE];

    if (!service_read_name(service, req, path, &n))
        return NULL;
    const struct pool *pool =
        dispatcher_qualified_pool(service->dispatcher, n.name, n.qualifier);
    if (pool && dispatcher_has(service->dispatcher, pool->function))
        return pool->function;
    function_arn(arn, service->region, n.name, n.qualifier);
    service_reply_not_found(req, arn);
    return NULL;
}
