#include "host/routes/route_serve.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/dispatch/dispatcher.h"
#include "host/dispatch/template_notes.h"
#include "host/functions/function_registry.h"
#include "host/http/http_server.h"
#include "host/routes/route_call.h"
#include "host/routes/route_event.h"
#include "host/routes/route_match.h"
#include "host/runner/pool.h"
#include "host/runtime/outcome.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/urls/url_cors.h"
#include "host/urls/url_request.h"

/* What a request is for. */
struct target {
    struct route_match match;
    const struct sam_api *api; /* NULL: no route matches */
    const char *path;
    size_t path_size;
    const char *query;
    bool has_routes;   /* some template has routes */
    bool has_http_api; /* and one of an HTTP API */
};

static void note_kind(struct target *to, const struct sam_template *t)
{
    to->has_routes = to->has_routes || t->route_count > 0;
    for (size_t i = 0; i < t->route_count; i++)
        if (t->apis[t->routes[i].api].kind == SAM_HTTP_API)
            to->has_http_api = true;
}

/* `method`: of the request, or that which a preflight request asks for. */
static void find(struct target *to, const struct service_context *service,
                 const struct http_request *req, const char *method)
{
    const struct function_registry *registry = service->dispatcher->registry;
    size_t size = strcspn(req->target, "?");

    *to = (struct target){.path = req->target, .path_size = size};
    to->query = req->target[size] ? req->target + size + 1 : "";
    for (size_t i = 0; i < registry->root_count; i++) {
        struct served_template *t = registry->roots[i].template;
        if (!t)
            continue;
        served_template_refresh(t, registry->setting, false);
        note_kind(to, &t->value);
        route_match_try(&to->match, &t->value, method, to->path, size);
    }
    if (to->match.route)
        to->api = &to->match.template->apis[to->match.route->api];
}

/* The method that a preflight request asks for; NULL: it is none. */
static const char *asked_method(const struct http_request *req)
{
    return !strcmp(req->method, "OPTIONS") && http_request_header(req, "Origin")
               ? http_request_header(req, "Access-Control-Request-Method")
               : NULL;
}

static void refuse(struct http_request *req, const struct target *to)
{
    char why[256];

    (void)snprintf(why, sizeof why, "no route %s %.*s is in the template",
                   req->method,
                   (int)(to->path_size < 100 ? to->path_size : 100), to->path);
    route_call_refuse(
        req, to->has_http_api ? 404 : 403,
        to->has_http_api ? "Not Found" : "Missing Authentication Token", why);
}

/* The response to a preflight request, if the API has CORS. */
static bool answer_preflight(const struct service_context *service,
                             struct http_request *req)
{
    const char *method = asked_method(req);
    struct target to;

    if (!method)
        return false;
    find(&to, service, req, method);
    return to.api && url_cors_preflight(to.api->cors, req);
}

static bool make_event(void *self, struct buf *out, struct url_request *u)
{
    const struct target *to = self;
    const struct sam_route *route = to->match.route;
    struct route_parameters parameters;
    char key[1100];

    if (!route_parameters_make(&parameters, route, to->path, to->path_size))
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
    bool ok = route->is_v1 ? route_event_make(out, u, route, to->api->kind)
                           : url_event_make(out, u);
    u->route = NULL;
    route_parameters_free(&parameters);
    return ok;
}

static enum route_format format_of(const struct target *to)
{
    if (to->api->kind == SAM_REST_API)
        return ROUTE_REST_API;
    return to->match.route->is_v1 ? ROUTE_HTTP_V1 : ROUTE_HTTP_V2;
}

static void call(const struct service_context *service,
                 struct http_request *req, struct target *to, struct pool *pool)
{
    const struct url_source source = {.path = to->path,
                                      .path_size = to->path_size,
                                      .query = to->query,
                                      .make = make_event,
                                      .self = to};
    enum route_format format = format_of(to);
    struct invocation *inv =
        url_request_invocation(service, req, &source, pool->function);

    /* A REST API leaves the fields of CORS to the function. */
    if (inv)
        route_call_add(req, inv, pool, format,
                       format == ROUTE_REST_API ? NULL : to->api->cors);
}

/* To find the function may read its template again: what pointed into that is
 * searched for once more. */
static void serve(struct service_context *service, struct http_request *req,
                  struct target *to)
{
    char name[SAM_NAME_SIZE];
    struct pool *pool;

    (void)snprintf(
        name, sizeof name, "%s",
        to->match.template->functions[to->match.route->function].name);
    pool = dispatcher_pool(service->dispatcher, name);
    find(to, service, req, req->method);
    if (!pool || !to->api)
        refuse(req, to);
    else if (req->body_bytes > PAYLOAD_MAX_BYTES)
        url_request_reject_large(req);
    else
        call(service, req, to, pool);
}

bool route_serve(struct service_context *service, struct http_request *req)
{
    struct target to;

    if (answer_preflight(service, req))
        return true;
    find(&to, service, req, req->method);
    template_notes_tell(service->dispatcher);
    if (!to.has_routes)
        return false;
    if (*to.path != '/')
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "The target of the request must begin with a slash.");
    else if (to.api)
        serve(service, req, &to);
    else
        refuse(req, &to);
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

bool route_serve_allows_page(struct service_context *service,
                             const struct http_request *req)
{
    const char *method = asked_method(req);
    struct target to;

    find(&to, service, req, method ? method : req->method);
    return to.has_routes &&
           (is_of_this_machine(http_request_header(req, "Origin")) ||
            (to.api && url_cors_allows(to.api->cors, req)));
}

bool route_serve_reject(struct service_context *service,
                        struct http_request *req, unsigned status,
                        const char *sentence)
{
    struct target to;

    if (status != 403)
        return false;
    find(&to, service, req, req->method);
    if (!to.has_routes)
        return false;
    service_error_send(req, SERVICE_ACCESS_DENIED,
                       "%s A route accepts those of this machine, and those "
                       "that the template names: CorsConfiguration of an "
                       "HttpApi, Cors of an Api.",
                       sentence);
    return true;
}

bool route_serve_has_routes(struct service_context *service,
                            const struct http_request *req)
{
    struct target to;

    find(&to, service, req, req->method);
    return to.has_routes;
}
