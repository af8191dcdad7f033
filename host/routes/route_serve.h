/* route_serve.h - requests to the routes of the served SAM templates and
 * dayfly.json: each is an event for the route's function; and to static files.
 */
#ifndef DAYFLY_HOST_ROUTES_ROUTE_SERVE_H
#define DAYFLY_HOST_ROUTES_ROUTE_SERVE_H

#include <stdbool.h>

struct http_request;
struct service_context;

/* False: there are no routes and no static files, and the request has no
 * response yet. */
bool route_serve(struct service_context *service, struct http_request *req);
/* There are routes or static files: they decide about a path that nothing else
 * serves. */
bool route_serve_has_routes(struct service_context *service,
                            const struct http_request *req);
/* The same for a request that the request filter rejected. */
bool route_serve_reject(struct service_context *service,
                        struct http_request *req, unsigned status,
                        const char *sentence);
/* A web page of another origin may send this request: the API's CORS allows it,
 * or the page is of this machine, such as that of a development server. */
bool route_serve_allows_page(struct service_context *service,
                             const struct http_request *req);
/* A dayfly.json names this host, which may have a port, as its own: all that is
 * asked of it is for its routes and files. NULL: no. */
bool route_serve_is_bound(struct service_context *service, const char *host);
/* The same as the files are now: for a host that nothing else allows. */
bool route_serve_allows_host(struct service_context *service, const char *host);

#endif
