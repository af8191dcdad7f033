#include "host/service/service_context.h"

#include <string.h>

#include "host/dispatch/dispatcher.h"
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

/* False: the name or its qualifier is invalid or unknown; the response was
 * sent.
 */
static bool read_name(struct service_context *service, struct http_request *req,
                      const struct request_path *path, struct function_name *n,
                      char arn[FUNCTION_ARN_SIZE])
{
    if (!service_read_name(service, req, path, n))
        return false;
    function_arn(arn, service->region, n->name, n->qualifier);
    if (!*n->qualifier || !strcmp(n->qualifier, FUNCTION_VERSION))
        return true;
    service_reply_not_found(req, arn);
    return false;
}

static void reply_unknown(const struct service_context *service,
                          struct http_request *req,
                          const struct function_name *n)
{
    char arn[FUNCTION_ARN_SIZE];

    function_arn(arn, service->region, n->name, FUNCTION_VERSION);
    service_reply_not_found(req, arn);
}

struct pool *service_find_pool(struct service_context *service,
                               struct http_request *req,
                               const struct request_path *path,
                               char arn[FUNCTION_ARN_SIZE])
{
    struct function_name n;

    if (!read_name(service, req, path, &n, arn))
        return NULL;
    struct pool *pool = dispatcher_pool(service->dispatcher, n.name);
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

    if (!read_name(service, req, path, &n, arn))
        return NULL;
    const struct pool *pool = dispatcher_pool(service->dispatcher, n.name);
    if (pool && dispatcher_has(service->dispatcher, pool->function))
        return pool->function;
    reply_unknown(service, req, &n);
    return NULL;
}
