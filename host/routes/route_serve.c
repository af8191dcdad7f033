#include "host/routes/route_serve.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/dispatch/dispatcher.h"
#include "host/dispatch/template_notes.h"
#include "host/cfn/cfn_values.h"
#include "host/functions/function_name.h"
#include "host/http/http_server.h"
#include "host/routes/alb_event.h"
#include "host/routes/route_call.h"
#include "host/routes/route_event.h"
#include "host/routes/route_find.h"
#include "host/runner/pool.h"
#include "host/runtime/outcome.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/static/static_serve.h"
#include "host/urls/url_cors.h"
#include "host/urls/url_request.h"

static void refuse(struct http_request *req, const struct route_target *to)
{
    char why[256];

    (void)snprintf(why, sizeof why, "no route %s %.*s is served", req->method,
                   (int)(to->path_size < 100 ? to->path_size : 100), to->path);
    route_call_refuse(
        req, to->has_http_api ? 404 : 403, ROUTE_HTTP_V2,
        to->has_http_api ? "Not Found" : "Missing Authentication Token", why);
}

/* What decides about pages of other origins; NULL: nothing. */
static const json_t *cors_of(const struct route_target *to)
{
    return to->api ? to->api->cors : to->cors;
}

/* The response to a preflight request, if the API has CORS. */
static bool answer_preflight(const struct service_context *service,
                             struct http_request *req)
{
    const char *method = route_find_asked_method(req);
    struct route_target to;

    if (!method)
        return false;
    route_find(&to, service, req, method);
    return url_cors_preflight(cors_of(&to), req);
}

static bool make_event(void *self, struct buf *out, struct url_request *u)
{
    const struct route_target *to = self;
    const struct api_route *route = to->match.route;
    struct route_parameters parameters;
    char key[1100];

    if (!route_parameters_make(&parameters, route, to->match.path,
                               to->match.path_size))
        return false;
    if (!*route->path)
        (void)snprintf(key, sizeof key, "$default");
    else
        (void)snprintf(key, sizeof key, "%s %s",
                       *route->method == '*' ? "ANY" : route->method,
                       route->path);
    const struct url_route place = {.key = key,
                                    .account = CFN_ACCOUNT,
                                    .api = to->api->id,
                                    .stage = to->api->stage,
                                    .parameters = parameters.list,
                                    .parameter_count = parameters.count};
    u->route = &place;
    bool ok = false;
    switch (route->format) {
    case ROUTE_REST_API:
    case ROUTE_HTTP_V1:
        ok = route_event_make(out, u, route);
        break;
    case ROUTE_HTTP_V2:
        ok = url_event_make(out, u);
        break;
    case ROUTE_ALB:
        ok = alb_event_make(out, u, to->region, to->api->multi_value);
        break;
    }
    u->route = NULL;
    route_parameters_free(&parameters);
    return ok;
}

static void call(const struct service_context *service,
                 struct http_request *req, struct route_target *to,
                 struct pool *pool)
{
    const struct url_source source = {.path = to->path,
                                      .path_size = to->path_size,
                                      .query = to->query,
                                      .make = make_event,
                                      .self = to};
    struct invocation *inv =
        url_request_invocation(service, req, &source, pool->function);

    /* A REST API of a template leaves the fields of CORS to the function. */
    if (inv)
        route_call_add(req, inv, pool, to->match.route->format,
                       to->api->multi_value,
                       to->api->kind == API_REST ? NULL : to->api->cors);
}

static struct pool *find_pool(struct service_context *service,
                              const char *function)
{
    char name[FUNCTION_NAME_MAX + 1];
    size_t size = strcspn(function, ":");

    if (size >= sizeof name)
        return NULL;
    (void)snprintf(name, sizeof name, "%.*s", (int)size, function);
    return function[size] ? dispatcher_qualified_pool(service->dispatcher, name,
                                                      function + size + 1)
                          : dispatcher_pool(service->dispatcher, name);
}

/* The route of a template goes with its function. */
static void refuse_function(struct http_request *req,
                            const struct route_target *to, const char *function)
{
    char why[300];

    (void)snprintf(why, sizeof why,
                   "the route names %s, and no such function can be called",
                   function);
    route_call_refuse(req, 500, to->match.route->format,
                      "Internal Server Error", why);
}

/* To find the function may read its template again: what pointed into that is
 * searched for once more. */
static void serve_route(struct service_context *service,
                        struct http_request *req, struct route_target *to)
{
    char name[FUNCTION_NAME_MAX + FUNCTION_QUALIFIER_MAX + 2];
    struct pool *pool;

    (void)snprintf(name, sizeof name, "%s", to->match.route->function);
    pool = find_pool(service, name);
    route_find(to, service, req, req->method);
    if (!to->api)
        refuse(req, to);
    else if (!pool)
        refuse_function(req, to, name);
    else if (req->body_bytes > PAYLOAD_MAX_BYTES)
        url_request_reject_large(req);
    else
        call(service, req, to, pool);
}

/* A route without braces, a file, any route, what the folder has for paths
 * without a file. */
static void serve(struct service_context *service, struct http_request *req,
                  struct route_target *to)
{
    const struct static_request files = {.mount = to->mount,
                                         .path = to->path,
                                         .path_size = to->path_size,
                                         .query = to->query,
                                         .cors = to->cors};

    if (to->mount && !route_match_is_exact(&to->match) &&
        static_serve(req, &files))
        return;
    if (to->api)
        serve_route(service, req, to);
    else if (to->mount)
        static_serve_missing(req, &files);
    else
        refuse(req, to);
}

bool route_serve(struct service_context *service, struct http_request *req)
{
    struct route_target to;

    if (answer_preflight(service, req))
        return true;
    route_find(&to, service, req, req->method);
    template_notes_tell(service->dispatcher);
    if (!to.has_routes)
        return false;
    if (*to.path != '/')
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "The target of the request must begin with a slash.");
    else
        serve(service, req, &to);
    return true;
}

static bool is_of_this_machine(const char *origin)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *host = origin ? strstr(origin, "://") : NULL;
    size_t size;

    if (!host)
        return false;
    host += strlen("://");
    size = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    for (size_t i = 0; i < COUNT(names); i++)
        if (strlen(names[i]) == size && !strncasecmp(host, names[i], size))
            return true;
    return false;
}

/* A link on any page may lead to a page that the host serves as a file. */
static bool is_navigation(const struct http_request *req)
{
    const char *mode = http_request_header(req, "Sec-Fetch-Mode");

    return (!strcmp(req->method, "GET") || !strcmp(req->method, "HEAD")) &&
           !http_request_header(req, "Origin") && mode &&
           !strcmp(mode, "navigate");
}

bool route_serve_allows_page(struct service_context *service,
                             const struct http_request *req)
{
    const char *method = route_find_asked_method(req);
    struct route_target to;

    route_find(&to, service, req, method ? method : req->method);
    return to.has_routes &&
           (to.is_bound ||
            is_of_this_machine(http_request_header(req, "Origin")) ||
            url_cors_allows(cors_of(&to), req) ||
            (to.mount && !to.api && is_navigation(req)));
}

bool route_serve_reject(struct service_context *service,
                        struct http_request *req, unsigned status,
                        const char *sentence)
{
    struct route_target to;

    if (status != 403)
        return false;
    route_find(&to, service, req, req->method);
    if (!to.has_routes)
        return false;
    service_error_send(req, SERVICE_ACCESS_DENIED,
                       "%s A route accepts those of this machine, and those "
                       "that the template or dayfly.json names: "
                       "CorsConfiguration of an HttpApi, Cors of an Api, "
                       "\"cors\" of \"http\".",
                       sentence);
    return true;
}

bool route_serve_has_routes(struct service_context *service,
                            const struct http_request *req)
{
    struct route_target to;

    route_find(&to, service, req, req->method);
    return to.has_routes;
}

bool route_serve_is_bound(struct service_context *service, const char *host)
{
    return route_find_is_bound(service, host, false);
}

bool route_serve_allows_host(struct service_context *service, const char *host)
{
    return route_find_is_bound(service, host, true);
}
