#include "host/server/request_owner.h"

#include <string.h>

#include "host/aws_json/aws_targets.h"
#include "host/hooks/hook_serve.h"
#include "host/http/http_request.h"
#include "host/operations/operations.h"
#include "host/page/page_place.h"
#include "host/page/page_serve.h"
#include "host/query/query_request.h"
#include "host/routes/route_serve.h"
#include "host/urls/url_serve.h"

/* The host is of routes alone. */
bool request_owner_is_bound(struct service_context *service,
                            const struct http_request *req)
{
    return !page_place_is_own(service, req) &&
           route_serve_is_bound(service, http_request_host(req));
}

/* Routes do not take it. */
static bool is_beside_routes(struct service_context *service,
                             const struct http_request *req)
{
    return page_place_is_own(service, req) ||
           !route_serve_has_routes(service, req);
}

/* The path is one of an operation's. A template may have a route to the path of
 * a schedule: it is the template's, unless the request is signed for the other
 * service. */
static bool is_of_operations(struct service_context *service,
                             const struct http_request *req)
{
    const char *signature = http_request_header(req, "Authorization");
    struct operation_match match;

    if (!operations_find(&match, req->method, req->target))
        return false;
    return !match.table->is_beside_routes || is_beside_routes(service, req) ||
           (signature && strstr(signature, "/scheduler/aws4_request"));
}

/* The same for the form of an older client at "/". */
bool request_owner_is_forms(struct service_context *service,
                            const struct http_request *req)
{
    return query_request_is(req) && !query_request_is_of_resource(req) &&
           (is_beside_routes(service, req) ||
            query_request_is_signed_for(req, "sts"));
}

/* All that the host itself has. The page's files need no key. */
static bool is_of_dayfly(const struct http_request *req)
{
    static const char begin[] = "/_dayfly/";

    return !strncmp(req->target, begin, strlen(begin)) &&
           !page_serve_is_for(req);
}

/* A function URL and a host of routes alone have all paths. */
bool request_owner_is_hook(struct service_context *service,
                           const struct http_request *req)
{
    return hook_serve_is_for(req) && !url_serve_is_for(req) &&
           !route_serve_is_bound(service, http_request_host(req));
}

bool request_owner_is_api(struct service_context *service,
                          const struct http_request *req)
{
    if (url_serve_is_for(req) || request_owner_is_bound(service, req))
        return false;
    return is_of_dayfly(req) || hook_serve_is_for(req) ||
           is_of_operations(service, req) || aws_targets_are_for(req) ||
           request_owner_is_forms(service, req);
}
