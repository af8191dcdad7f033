#include "host/urls/url_serve.h"

#include <stdio.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/http/http_server.h"
#include "host/runner/pool.h"
#include "host/service/invoke_request.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/urls/url_buffered.h"
#include "host/urls/url_cors.h"
#include "host/urls/url_event.h"
#include "host/urls/url_match.h"
#include "host/urls/url_reply.h"
#include "host/urls/url_stream.h"

static bool target_of(struct url_target *t, const struct http_request *req)
{
    return url_match_parse(t, http_request_header(req, "Host"), req->target);
}

struct collected {
    struct url_param *list; /* NULL: only count */
    size_t count;
};

static void collect(void *self, const struct http_header *h)
{
    struct collected *all = self;

    if (all->list)
        all->list[all->count] = (struct url_param){.name = h->name,
                                                   .name_size = h->name_size,
                                                   .value = h->value,
                                                   .value_size = h->value_size};
    all->count++;
}

/* An array to be freed with mem_free; NULL if memory is short. */
static struct url_param *collect_headers(const struct http_request *req,
                                         size_t *count)
{
    struct collected all = {.count = 0};

    http_request_each_header(req, collect, &all);
    all.list = mem_new(all.count + 1, sizeof *all.list);
    all.count = 0;
    if (all.list)
        http_request_each_header(req, collect, &all);
    *count = all.count;
    return all.list;
}

static bool make_event(struct invocation *inv,
                       const struct service_context *service,
                       const struct http_request *req,
                       const struct url_target *t, const struct function *fn)
{
    size_t count;
    struct url_param *headers = collect_headers(req, &count);
    char peer[PEER_SIZE];

    http_request_peer(req, peer);
    const struct url_request u = {
        .method = req->method,
        .version = "HTTP/1.1",
        .path = t->path,
        .path_size = t->path_size,
        .query = t->query,
        .headers = headers,
        .header_count = count,
        .body = req->body.data,
        .body_size = req->body.size,
        .domain = t->domain,
        .function = fn->name,
        .source_ip = peer,
        .request_id = inv->request_id,
        .trace_id = inv->trace_id.data,
        .port = service->port,
        .now_ms = clock_wall_ms(),
    };
    bool ok = headers && url_event_make(&inv->event, &u);
    mem_free(headers);
    return ok;
}

static void reject_large(struct http_request *req)
{
    service_error_send(
        req, SERVICE_ENTITY_TOO_LARGE,
        "The request is too large: the event made of it, with the body in "
        "base64 unless it is text, can have at most %d bytes.",
        PAYLOAD_MAX_BYTES);
}

/* NULL: the error response was sent. */
static struct invocation *make_invocation(const struct service_context *service,
                                          struct http_request *req,
                                          const struct url_target *t,
                                          const struct function *fn)
{
    struct invocation *inv = invocation_new();

    if (!inv || !invoke_request_take_trace(inv, req)) {
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
    } else if (!make_event(inv, service, req, t, fn)) {
        reject_large(req);
    } else {
        function_arn(inv->arn, service->region, fn->name, "");
        (void)snprintf(inv->what, sizeof inv->what, "%s %.*s", req->method,
                       (int)(t->path_size < sizeof inv->what
                                 ? t->path_size
                                 : sizeof inv->what),
                       t->path);
        return inv;
    }
    if (inv)
        invocation_unref(inv);
    return NULL;
}

static void serve(const struct service_context *service,
                  struct http_request *req, const struct url_target *t,
                  struct pool *pool)
{
    struct invocation *inv = make_invocation(service, req, t, pool->function);

    if (!inv)
        return;
    if (pool->function->manifest.url == URL_STREAM)
        url_stream_add(req, inv, pool);
    else
        url_buffered_add(req, inv, pool);
}

bool url_serve(struct service_context *service, struct http_request *req)
{
    struct url_target t;

    if (!target_of(&t, req))
        return false;
    struct pool *pool = dispatcher_pool_by_host(service->dispatcher, t.name);
    if (*t.path != '/')
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "The target of the request must begin with a slash.");
    else if (!pool || pool->function->manifest.url == URL_OFF)
        url_reply_unknown(req, t.name, pool != NULL);
    else if (req->body_bytes > PAYLOAD_MAX_BYTES)
        reject_large(req);
    else if (!url_cors_preflight(pool->function, req))
        serve(service, req, &t, pool);
    return true;
}

bool url_serve_allows_page(struct service_context *service,
                           const struct http_request *req)
{
    struct url_target t;

    if (!target_of(&t, req))
        return false;
    const struct pool *pool =
        dispatcher_pool_by_host(service->dispatcher, t.name);
    return pool && url_cors_allows(pool->function, req);
}

bool url_serve_reject(struct http_request *req, unsigned status,
                      const char *sentence)
{
    struct url_target t;

    if (status != 403 || !target_of(&t, req))
        return false;
    service_error_send(
        req, SERVICE_ACCESS_DENIED,
        "%s A function URL accepts those that \"url\": {\"cors\": "
        "{\"allowOrigins\": [...]}} in its dayfly.json names.",
        sentence);
    return true;
}
