#include "host/server/router.h"

#include <string.h>

#include "common/compiler.h"
#include "host/http/http_server.h"
#include "host/http/request_path.h"
#include "host/lambda_api/get_function.h"
#include "host/lambda_api/get_url_config.h"
#include "host/lambda_api/invoke.h"
#include "host/lambda_api/invoke_stream.h"
#include "host/management/change.h"
#include "host/management/functions.h"
#include "host/management/reads.h"
#include "host/runtime/outcome.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/urls/url_serve.h"

static const struct route {
    const char *method;
    const char *path;
    void (*serve)(struct service_context *service, struct http_request *req,
                  const struct request_path *path);
    /* What it does with code that comes in the body; NULL: it has none. */
    const struct change_operation *brings;
    bool manages; /* it needs the store */
} routes[] = {
    {.method = "POST",
     .path = "2015-03-31/functions/*/invocations",
     .serve = invoke_post},
    {.method = "POST",
     .path = "2014-11-13/functions/*/invoke-async",
     .serve = invoke_post_async},
    {.method = "POST",
     .path = "2014-11-13/functions/*/invoke-async/",
     .serve = invoke_post_async},
    {.method = "POST",
     .path = "2021-11-15/functions/*/response-streaming-invocations",
     .serve = invoke_stream_post},
    {.method = "GET",
     .path = "2021-10-31/functions/*/url",
     .serve = get_url_config},
    {.method = "GET",
     .path = "2021-10-31/functions/*/urls",
     .serve = get_url_config_list},
    {.method = "GET",
     .path = "2015-03-31/functions",
     .serve = get_function_list},
    {.method = "GET",
     .path = "2015-03-31/functions/",
     .serve = get_function_list},
    {.method = "GET", .path = "2015-03-31/functions/*", .serve = get_function},
    {.method = "GET",
     .path = "2015-03-31/functions/*/configuration",
     .serve = get_function_configuration},
    {.method = "PUT",
     .path = "2015-03-31/functions/*/configuration",
     .serve = functions_update_configuration,
     .manages = true},
    {.method = "DELETE",
     .path = "2015-03-31/functions/*",
     .serve = functions_delete,
     .manages = true},
    {.method = "GET", .path = "_code/*", .serve = reads_zip, .manages = true},
    {.method = "POST",
     .path = "2015-03-31/functions",
     .brings = &functions_create,
     .manages = true},
    {.method = "POST",
     .path = "2015-03-31/functions/",
     .brings = &functions_create,
     .manages = true},
    {.method = "PUT",
     .path = "2015-03-31/functions/*/code",
     .brings = &functions_update_code,
     .manages = true},
};

/* NULL: there is none. *known: the path has another method. */
static const struct route *find_route(const struct request_path *path,
                                      const char *method, bool *known)
{
    *known = false;
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (!request_path_matches(path, routes[i].path))
            continue;
        *known = true;
        if (!strcmp(routes[i].method, method))
            return &routes[i];
    }
    return NULL;
}

/* A body that brings code goes to the disk while it arrives. */
static bool on_headers(void *self, struct http_request *req)
{
    const struct service_context *service = self;
    struct request_path path;
    bool known;
    const struct route *route =
        service->management && request_path_parse(&path, req->target)
            ? find_route(&path, req->method, &known)
            : NULL;

    return route && route->brings &&
           change_begin(service->management, req, route->brings,
                        path.count > 2 ? path.segment[2] : "");
}

static size_t on_body(void *self, struct http_request *req, const char *bytes,
                      size_t size)
{
    (void)self;
    return change_add(req, bytes, size);
}

static void serve_route(struct service_context *service,
                        struct http_request *req, const struct route *route,
                        const struct request_path *path)
{
    if (route->manages && !service->management)
        service_error_send(
            req, SERVICE_METHOD,
            "This dayfly serves folders only; to make and change "
            "functions by API, start it with --data DIR.");
    else if (!route->brings)
        route->serve(service, req, path);
    else if (req->user_data)
        change_received(req);
    else
        service_error_send(req, SERVICE_SERVICE,
                           "dayfly cannot keep the code; is the disk full?");
}

static void on_request(void *self, struct http_request *req)
{
    struct request_path path;
    bool known;

    if (url_serve(self, req))
        return;
    if (!request_path_parse(&path, req->target)) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "The path is too long or invalid.");
        return;
    }
    const struct route *route = find_route(&path, req->method, &known);
    if (route)
        serve_route(self, req, route, &path);
    else if (known)
        service_error_send(req, SERVICE_METHOD,
                           "The method %s is not supported at this path.",
                           req->method);
    else
        service_error_send(
            req, SERVICE_UNKNOWN_PATH,
            "dayfly does not support this path. To invoke a function, POST "
            "its event to /2015-03-31/functions/NAME/invocations.");
}

static void on_abort(void *self, struct http_request *req)
{
    (void)self;
    (void)req;
}

static void on_close(void *self, struct http_request *req)
{
    (void)self;
    if (req->on_closed)
        req->on_closed(req);
}

static void on_reject(void *self, struct http_request *req, unsigned status,
                      const char *sentence)
{
    (void)self;
    if (url_serve_reject(req, status, sentence))
        return;
    switch (status) {
    case 403:
        service_error_send(req, SERVICE_ACCESS_DENIED, "%s", sentence);
        break;
    case 413:
        service_error_send(req, SERVICE_TOO_LARGE, "%s", sentence);
        break;
    case 431:
        service_error_send(req, SERVICE_HEADERS_TOO_LARGE, "%s", sentence);
        break;
    default:
        service_error_send(req, SERVICE_INVALID_PARAMETER, "%s", sentence);
    }
}

static bool allows_page(void *self, const struct http_request *req)
{
    return url_serve_allows_page(self, req);
}

void router_init(struct http_handler *handler, struct service_context *service)
{
    *handler = (struct http_handler){
        .self = service,
        .own_host = service->own_host,
        .body_max = PAYLOAD_MAX_BYTES,
        .allows_page = allows_page,
        .on_headers = on_headers,
        .on_body = on_body,
        .on_request = on_request,
        .on_abort = on_abort,
        .on_close = on_close,
        .on_reject = on_reject,
    };
}
