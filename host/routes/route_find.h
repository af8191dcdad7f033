/* route_find.h - what a request is for: a route of a served SAM template or
 * dayfly.json, static files, or nothing. */
#ifndef DAYFLY_HOST_ROUTES_ROUTE_FIND_H
#define DAYFLY_HOST_ROUTES_ROUTE_FIND_H

#include "host/functions/function_registry.h"
#include "host/routes/route_match.h"

struct http_request;
struct service_context;

/* Valid until a template or a dayfly.json is read again. */
struct route_target {
    struct route_match match;
    const struct route_api *api;      /* NULL: no route matches */
    const struct static_mount *mount; /* NULL: no folder has the path */
    const json_t *cors;               /* of the front that has the mount */
    const char *path;
    size_t path_size;
    const char *query;
    const char *region;
    bool is_bound;     /* some front has the host among its own names */
    bool has_routes;   /* there are routes, or folders */
    bool has_http_api; /* and some of an HTTP API, or of dayfly.json */
};

/* `method`: of the request, or that which a preflight request asks for. */
void route_find(struct route_target *to, const struct service_context *service,
                const struct http_request *req, const char *method);
/* Some front has this name among its own; `refresh`: as its file is now. `host`
 * may have a port; or NULL. */
bool route_find_is_bound(const struct service_context *service,
                         const char *host, bool refresh);
/* The method that a preflight request asks for; NULL: it is none. */
const char *route_find_asked_method(const struct http_request *req);

#endif
