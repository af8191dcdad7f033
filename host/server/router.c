#include "host/server/router.h"

#include "host/aws_json/aws_targets.h"
#include "host/hooks/hook_serve.h"
#include "host/http/http_server.h"
#include "host/http/request_path.h"
#include "host/operations/operations.h"
#include "host/page/page_place.h"
#include "host/page/page_serve.h"
#include "host/query/query_request.h"
#include "host/resources/account.h"
#include "host/routes/route_serve.h"
#include "host/rules/rule_api.h"
#include "host/runtime/outcome.h"
#include "host/server/caller_access.h"
#include "host/server/request_owner.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/url_address.h"
#include "host/sqs/sqs.h"
#include "host/urls/url_serve.h"

static void send_unknown(struct http_request *req)
{
    struct request_path path;

    if (request_path_parse(&path, req->target))
        service_error_send(
            req, SERVICE_UNKNOWN_PATH,
            "dayfly does not support this path. To invoke a function, POST "
            "its event to /2015-03-31/functions/NAME/invocations.");
    else
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "The path is too long or invalid.");
}

static bool accepts(void *self, struct http_request *req)
{
    bool is_api = request_owner_is_api(self, req);

    if (request_owner_is_hook(self, req))
        return hook_serve_accepts(self, req);
    return (!is_api || page_place_allows(self, req)) &&
           caller_access_headers(self, req, is_api);
}

/* What no API of AWS has a path for. */
static void serve_others(void *self, struct http_request *req)
{
    bool is_form = request_owner_is_forms(self, req);

    if (!page_place_is_own(self, req) && route_serve(self, req))
        return;
    if (page_serve_is_at_root(req))
        page_place_serve(self, req);
    else if (is_form && sqs_may_be_for(req))
        sqs_serve(self, req);
    else if (!is_form || !account_query(req))
        send_unknown(req);
}

/* Function URLs and hosts that are of routes alone: none at the page's. */
static bool serve_functions(struct service_context *service,
                            struct http_request *req)
{
    if (!page_place_is_own(service, req))
        return url_serve(service, req) ||
               (request_owner_is_bound(service, req) &&
                route_serve(service, req));
    if (!url_serve_is_for(req))
        return false;
    service_error_send(req, SERVICE_UNKNOWN_PATH,
                       "At this host name is the page alone. The URL of a "
                       "function is at %s" URL_PATH_BEGIN "NAME/.",
                       service->base);
    return true;
}

/* Function URLs, hosts that are of routes alone, webhooks, the APIs, the
 * routes, then the page. */
static void on_request(void *self, struct http_request *req)
{
    bool is_api = request_owner_is_api(self, req);

    if (!caller_access_whole(self, req, is_api) || serve_functions(self, req))
        return;
    if (hook_serve_is_for(req))
        hook_serve(self, req);
    else if (page_serve_is_for(req))
        page_place_serve(self, req);
    else if (is_api && !page_place_allows(self, req))
        page_place_refuse(self, req);
    else if (!(is_api && operations_serve(self, req)) &&
             !rule_api_serve(self, req) && !aws_targets_serve(self, req))
        serve_others(self, req);
}

static bool on_headers(void *self, struct http_request *req)
{
    bool takes =
        request_owner_is_api(self, req) && operations_take_body(self, req);

    if (takes)
        caller_access_stream(self, req);
    return takes;
}

static size_t on_body(void *self, struct http_request *req, const char *bytes,
                      size_t size)
{
    (void)self;
    caller_access_add(req, bytes, size);
    return operations_add_body(req, bytes, size);
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
    caller_access_end(req);
}

/* Routes and static files have it. */
static bool is_of_routes(void *self, const struct http_request *req)
{
    return !page_place_is_own(self, req) && !request_owner_is_api(self, req) &&
           !url_serve_is_for(req);
}

static void on_reject(void *self, struct http_request *req, unsigned status,
                      const char *sentence)
{
    if (url_serve_reject(req, status, sentence) ||
        (is_of_routes(self, req) &&
         route_serve_reject(self, req, status, sentence)))
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

static bool allows_host(void *self, const char *host)
{
    const struct page_question question = {
        .host = host, .own = ((struct service_context *)self)->page_host};

    return page_place_of(&question) == PAGE_OWN ||
           route_serve_allows_host(self, host);
}

static bool allows_page(void *self, const struct http_request *req)
{
    return url_serve_allows_page(self, req) ||
           caller_access_is_public(self, req) ||
           (url_serve_is_for(req) && page_place_links(self, req)) ||
           (is_of_routes(self, req) && route_serve_allows_page(self, req));
}

void router_init(struct http_handler *handler, struct service_context *service)
{
    *handler = (struct http_handler){
        .self = service,
        .own_hosts = service->own_hosts,
        .proxies = service->proxies,
        .body_max = PAYLOAD_MAX_BYTES,
        .allows_host = allows_host,
        .allows_page = allows_page,
        .accepts = accepts,
        .on_headers = on_headers,
        .on_body = on_body,
        .on_request = on_request,
        .on_abort = on_abort,
        .on_close = on_close,
        .on_reject = on_reject,
    };
}
