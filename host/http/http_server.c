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
    return x->connection->handler;
}

void http_exchange_notify_closed(struct http_exchange *x)
{
    if (x->request_seen && !x->close_notified)
        service_of(x)->on_close(service_of(x)->self, &x->request);
    x->close_notified = true;
}

/* False: the gate refused, and the answer is made. */
static bool begin(struct http_exchange *x, const char *method,
                  const char *version)
{
    const struct http_handler *handler = service_of(x);
    struct http_reject reject = {.status = 0};
    struct request_filter filter = {.header_bytes = 0};

    x->headers_seen = true;
    x->request.method = method;
    x->request.target = x->target.data;
    (void)MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, note_header,
                                      &filter);
    bool opens = request_filter_check(
        &filter, version, handler->own_host,
        x->connection->server->limits.header_bytes, &reject);
    x->streamed_body = opens && handler->on_headers &&
                       handler->on_headers(handler->self, &x->request);
    if (opens && !x->streamed_body && filter.length_count &&
        filter.length > DRAIN_MAX_BYTES) {
        reject = (struct http_reject){.status = 413,
                                      .message = "The body is far too large."};
        opens = false;
    }
    /* What follows a POST that tells no length was perhaps meant as its body:
     * it is not taken for another request. */
    x->close_after =
        !filter.length_count && !filter.coding_count && !strcmp(method, "POST");
    if (opens) {
        /* One allocation instead of many copies; a failure shows later. */
        if (!x->streamed_body && filter.length <= x->request.body.max)
            (void)!buf_reserve(&x->request.body, (size_t)filter.length);
        return true;
    }
    x->request_seen = true;
    x->close_after = true;
    handler->on_reject(handler->self, &x->request, reject.status,
                       reject.message);
    return false;
}

static enum MHD_Result take_piece(struct http_exchange *x, const char *bytes,
                                  size_t *size)
{
    const struct http_handler *handler = service_of(x);
    size_t taken = handler->on_body(handler->self, &x->request, bytes, *size);

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
    struct http_request *req = &x->request;

    if (x->streamed_body)
        return take_piece(x, bytes, size);
    req->body_bytes += *size;
    if (req->body_bytes > DRAIN_MAX_BYTES)
        return MHD_NO;
    if (req->body_bytes > req->body.max)
        buf_free(&req->body);
    else if (!buf_add(&req->body, bytes, *size))
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
    if (!x->headers_seen)
        return begin(x, method, version) ? MHD_YES : http_exchange_send(x);
    if (*size > 0)
        return take_body(x, bytes, size);
    if (x->request_seen)
        return x->close_notified ? MHD_NO : http_exchange_send(x);
    x->request_seen = true;
    service_of(x)->on_request(service_of(x)->self, &x->request);
    if (!x->response)
        http_exchange_suspend(x);
    return x->suspended ? MHD_YES : http_exchange_send(x);
}

/* The first sight of a request, and the only one of its raw target. */
static void *request_new(void *self, const char *target,
                         struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_connection *conn = info ? info->socket_context : NULL;
    struct http_exchange *x = conn ? mem_new(1, sizeof *x) : NULL;

    (void)self;
    if (!x)
        return NULL;
    *x = (struct http_exchange){
        .request = {.body = BUF(conn->handler->body_max),
                    .serial = conn->serial,
                    .exchange = x},
        .target = BUF(conn->server->limits.connection_memory),
        .mhd = mhd,
        .connection = conn,
    };
    if (!buf_add_str(&x->target, target)) {
        mem_free(x);
        return NULL;
    }
    conn->exchange = x;
    conn->server->exchanges++;
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
    if (x->headers_seen && !x->request_seen) {
        x->request_seen = true;
        service_of(x)->on_abort(service_of(x)->self, &x->request);
    }
    http_exchange_notify_closed(x);
    if (x->response)
        MHD_destroy_response(x->response);
    x->connection->exchange = NULL;
    http_connection_mark_active(x->connection);
    x->connection->server->exchanges--;
    buf_free(&x->request.body);
    buf_free(&x->target);
    mem_free(x);
    *context = NULL;
}

static unsigned flags(void)
{
    return MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET;
}

bool http_server_start(struct http_server *server)
{
    server->mhd = MHD_start_daemon(
        flags(), 0, NULL, NULL, handle, server, MHD_OPTION_URI_LOG_CALLBACK,
        request_new, server, MHD_OPTION_NOTIFY_COMPLETED, request_end, server,
        MHD_OPTION_NOTIFY_CONNECTION, http_connection_changed, server,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, server->limits.connection_memory,
        MHD_OPTION_CONNECTION_LIMIT, server->limits.connections + 8,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    return server->mhd != NULL;
}

const char *http_request_header(const struct http_request *req,
                                const char *name)
{
    return MHD_lookup_connection_value(req->exchange->mhd, MHD_HEADER_KIND,
                                       name);
}

const char *http_request_trailer(const struct http_request *req,
                                 const char *name)
{
    return MHD_lookup_connection_value(req->exchange->mhd, MHD_FOOTER_KIND,
                                       name);
}
