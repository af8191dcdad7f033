#include "host/urls/url_request.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/functions/function.h"
#include "host/http/http_server.h"
#include "host/service/invoke_request.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/tracing/tracer.h"
#include "host/urls/url_match.h"

void url_request_reject_large(struct http_request *req)
{
    service_error_send(
        req, SERVICE_ENTITY_TOO_LARGE,
        "The request is too large: the event made of it, with the body in "
        "base64 unless it is text, can have at most %d bytes.",
        PAYLOAD_MAX_BYTES);
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
    all.list = mem_new(all.count + 2, sizeof *all.list);
    all.count = 0;
    if (all.list)
        http_request_each_header(req, collect, &all);
    *count = all.count;
    return all.list;
}

/* The header traceparent of the event names the invocation, not its caller.
 * There is room for one more. Returns how many there are. */
static size_t hand_on(struct url_param *headers, size_t count,
                      const struct invocation *inv,
                      char traceparent[TRACEPARENT_SIZE])
{
    static const char name[] = "traceparent";
    size_t kept = 0;

    trace_context_w3c(traceparent, &inv->trace, inv->trace.handler_id);
    for (size_t i = 0; i < count; i++)
        if (headers[i].name_size != strlen(name) ||
            strncasecmp(headers[i].name, name, strlen(name)) != 0)
            headers[kept++] = headers[i];
    headers[kept++] = (struct url_param){.name = name,
                                         .name_size = strlen(name),
                                         .value = traceparent,
                                         .value_size = strlen(traceparent)};
    return kept;
}

static bool take_trace(struct invocation *inv,
                       const struct service_context *service,
                       const struct http_request *req)
{
    const struct tracer *tracer = service->dispatcher->context.tracer;

    if (!invoke_request_take_trace(inv, req, tracer))
        return false;
    tracer_begin(tracer, &inv->trace, &inv->trace_id);
    return true;
}

static bool make_event(struct invocation *inv,
                       const struct service_context *service,
                       const struct http_request *req,
                       const struct url_source *source,
                       const struct function *fn)
{
    char domain[URL_DOMAIN_SIZE];
    size_t count;
    struct url_param *headers = collect_headers(req, &count);
    char peer[PEER_SIZE];
    char traceparent[TRACEPARENT_SIZE];

    http_request_peer(req, peer);
    url_match_domain(domain, http_request_host(req));
    struct url_request u = {
        .method = req->method,
        .version = "HTTP/1.1",
        .path = source->path,
        .path_size = source->path_size,
        .query = source->query,
        .headers = headers,
        .header_count = count,
        .body = req->body.data,
        .body_size = req->body.size,
        .domain = domain,
        .function = fn->name,
        .source_ip = peer,
        .request_id = inv->request_id,
        .trace_id = inv->trace_id.data,
        .port = service->port,
        .now_ms = clock_wall_ms(),
    };
    if (headers && *inv->trace.span_id)
        u.header_count = hand_on(headers, count, inv, traceparent);
    bool ok = headers && source->make(source->self, &inv->event, &u);
    mem_free(headers);
    return ok;
}

struct invocation *url_request_invocation(const struct service_context *service,
                                          struct http_request *req,
                                          const struct url_source *source,
                                          const struct function *fn)
{
    struct invocation *inv = invocation_new();

    if (!inv || !take_trace(inv, service, req)) {
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
    } else if (!make_event(inv, service, req, source, fn)) {
        url_request_reject_large(req);
    } else {
        function_arn(inv->arn, service->region, fn->name, "");
        (void)snprintf(inv->what, sizeof inv->what, "%s %.*s", req->method,
                       (int)(source->path_size < sizeof inv->what
                                 ? source->path_size
                                 : sizeof inv->what),
                       source->path);
        return inv;
    }
    if (inv)
        invocation_unref(inv);
    return NULL;
}
