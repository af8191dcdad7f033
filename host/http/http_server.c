#include "host/http/http_server.h"

#include <microhttpd.h>
#include <string.h>

#include "common/clock.h"
#include "host/http/http_internal.h"

/* A body beyond its limit is read to its end, so that the sender can hear why
 * it was refused; but not for ever. */
enum { DRAIN_MAX_BYTES = 64 * 1024 * 1024 };

static enum MHD_Result note_header(void *self, enum MHD_ValueKind kind,
                                   const char *name, size_t name_size,
                                   const char *value, size_t value_size)
{
    (void)kind;
    request_filter_add_header(self, name, name_size, value ? value : "",
                              value_size);
    return MHD_YES;
}

static const struct http_handler *service_of(const struct http_exchange *x)
{
    return x->line->service;
}

void http_exchange_notify_closed(struct http_exchange *x)
{
    if (x->seen && !x->told)
        service_of(x)->gone(service_of(x)->self, &x->request);
    x->told = true;
}

/* False: the gate refused, and the answer is made. */
static bool begin(struct http_exchange *x, const char *method,
                  const char *version)
{
    const struct http_handler *service = service_of(x);
    struct http_reject why = {.status = 0};
    struct request_filter gate = {.header_bytes = 0};

    x->begun = true;
    x->request.method = method;
    x->request.target = x->target.data;
    (void)MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, note_header,
                                      &gate);
    bool opens = request_filter_check(&gate, version, service->own_host,
                                      x->line->door->limits.header_bytes, &why);
    x->pieces =
        opens && service->begun && service->begun(service->self, &x->request);
    if (opens && !x->pieces && gate.lengths && gate.length > DRAIN_MAX_BYTES) {
        why = (struct http_reject){.status = 413,
                                   .text = "The body is far too large."};
        opens = false;
    }
    /* What follows a POST that tells no length was perhaps meant as its body:
     * it is not taken for another request. */
    x->last = !gate.lengths && !gate.codings && !strcmp(method, "POST");
    if (opens) {
        /* One allocation instead of many copies; a failure shows later. */
        if (!x->pieces && gate.length <= x->request.body.ceiling)
            (void)!buf_reserve(&x->request.body, (size_t)gate.length);
        return true;
    }
    x->seen = true;
    x->last = true;
    service->refuse(service->self, &x->request, why.status, why.text);
    return false;
}

static enum MHD_Result take_piece(struct http_exchange *x, const char *bytes,
                                  size_t *size)
{
    const struct http_handler *service = service_of(x);
    size_t taken = service->piece(service->self, &x->request, bytes, *size);

    if (taken > *size)
        return MHD_NO;
    x->request.body_bytes += taken;
    *size -= taken;
    if (*size > 0)
        http_exchange_pause_body(x);
    return MHD_YES;
}

static enum MHD_Result take_body(struct http_exchange *x, const char *bytes,
                                 size_t *size)
{
    struct http_request *r = &x->request;

    if (x->pieces)
        return take_piece(x, bytes, size);
    r->body_bytes += *size;
    if (r->body_bytes > DRAIN_MAX_BYTES)
        return MHD_NO;
    if (r->body_bytes > r->body.ceiling)
        buf_free(&r->body);
    else if (!buf_add(&r->body, bytes, *size))
        return MHD_NO;
    *size = 0;
    return MHD_YES;
}

static enum MHD_Result handle(void *self, struct MHD_Connection *mhd,
                              const char *url, const char *method,
                              const char *version, const char *bytes,
                              size_t *size, void **context)
{
    struct http_exchange *x = *context;

    (void)self;
    (void)mhd;
    (void)url;
    if (!x)
        return MHD_NO;
    if (!x->begun)
        return begin(x, method, version) ? MHD_YES : http_exchange_send(x);
    if (*size > 0)
        return take_body(x, bytes, size);
    if (x->seen)
        return x->told ? MHD_NO : http_exchange_send(x);
    x->seen = true;
    service_of(x)->whole(service_of(x)->self, &x->request);
    if (!x->response)
        http_exchange_suspend(x);
    return x->parked ? MHD_YES : http_exchange_send(x);
}

/* The first sight of a request, and the only one of its raw target. */
static void *request_new(void *self, const char *target,
                         struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_connection *line = info ? info->socket_context : NULL;
    struct http_exchange *x = line ? mem_new(1, sizeof *x) : NULL;

    (void)self;
    if (!x)
        return NULL;
    *x = (struct http_exchange){
        .request = {.body = BUF(line->service->body_most),
                    .serial = line->serial,
                    .exchange = x},
        .target = BUF(line->door->limits.memory),
        .mhd = mhd,
        .line = line,
    };
    if (!buf_add_str(&x->target, target)) {
        mem_free(x);
        return NULL;
    }
    line->exchange = x;
    line->door->exchanges++;
    return x;
}

static void request_end(void *self, struct MHD_Connection *mhd, void **context,
                        enum MHD_RequestTerminationCode how)
{
    struct http_exchange *x = *context;

    (void)self;
    (void)mhd;
    if (!x)
        return;
    x->request.delivered = how == MHD_REQUEST_TERMINATED_COMPLETED_OK;
    if (x->begun && !x->seen) {
        x->seen = true;
        service_of(x)->broken(service_of(x)->self, &x->request);
    }
    http_exchange_notify_closed(x);
    if (x->response)
        MHD_destroy_response(x->response);
    x->line->exchange = NULL;
    http_connection_mark_active(x->line);
    x->line->door->exchanges--;
    buf_free(&x->request.body);
    buf_free(&x->target);
    mem_free(x);
    *context = NULL;
}

static unsigned flags(void)
{
    return MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET;
}

bool http_server_start(struct http_server *d)
{
    d->mhd = MHD_start_daemon(
        flags(), 0, NULL, NULL, handle, d, MHD_OPTION_URI_LOG_CALLBACK,
        request_new, d, MHD_OPTION_NOTIFY_COMPLETED, request_end, d,
        MHD_OPTION_NOTIFY_CONNECTION, http_connection_changed, d,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, d->limits.memory,
        MHD_OPTION_CONNECTION_LIMIT, d->limits.connections + 8,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    return d->mhd != NULL;
}

const char *http_request_header(const struct http_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->exchange->mhd, MHD_HEADER_KIND, name);
}

const char *http_request_trailer(const struct http_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->exchange->mhd, MHD_FOOTER_KIND, name);
}
