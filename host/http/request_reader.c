#include "host/http/request_reader.h"

#include <microhttpd.h>
#include <string.h>

#include "common/buf.h"
#include "host/http/http_exchange.h"
#include "host/http/http_internal.h"
#include "host/http/http_pace.h"
#include "host/http/request_filter.h"

/* A body over its limit is read to its end, so that the client can receive the
 * error response; but not beyond this. */
enum { DRAIN_MAX_BYTES = 64 * 1024 * 1024 };

static const struct http_handler *handler_of(const struct http_exchange *x)
{
    return x->connection->handler;
}

static enum MHD_Result add_header(void *self, enum MHD_ValueKind kind,
                                  const char *name, size_t name_size,
                                  const char *value, size_t value_size)
{
    (void)kind;
    request_filter_add_header(self, name, name_size, value ? value : "",
                              value_size);
    return MHD_YES;
}

static void take_forwarded(struct http_exchange *x,
                           struct request_filter *filter)
{
    const char *host =
        filter->host_count == 1 ? http_request_host(&x->request) : NULL;

    if (host)
        request_filter_set_host(filter, host);
    filter->is_secure = http_request_is_secure(&x->request);
}

/* The handler is asked about a host only if nothing else allows it. */
static bool check_filter(const struct http_exchange *x, const char *version,
                         struct request_filter *filter,
                         struct http_reject *reject)
{
    const struct http_handler *handler = handler_of(x);
    size_t most = x->connection->server->limits.header_bytes;

    if (request_filter_check(filter, version, handler->own_hosts, most, reject))
        return true;
    filter->knows_host = handler->allows_host && filter->host_count == 1 &&
                         handler->allows_host(handler->self, filter->host);
    return filter->knows_host &&
           request_filter_check(filter, version, handler->own_hosts, most,
                                reject);
}

static bool check_headers(struct http_exchange *x, const char *version,
                          struct request_filter *filter,
                          struct http_reject *reject)
{
    const struct http_handler *handler = handler_of(x);

    (void)MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, add_header,
                                      filter);
    take_forwarded(x, filter);
    if (!request_filter_check_line(x->request.method, x->request.target,
                                   reject) ||
        !check_filter(x, version, filter, reject))
        return false;
    if (!request_filter_check_page(filter, reject) &&
        !(handler->allows_page &&
          handler->allows_page(handler->self, &x->request)))
        return false;
    x->drops_body =
        handler->accepts && !handler->accepts(handler->self, &x->request);
    x->streamed_body = !x->drops_body && handler->on_headers &&
                       handler->on_headers(handler->self, &x->request);
    if (x->streamed_body || !filter->length_count ||
        filter->length <= DRAIN_MAX_BYTES)
        return true;
    *reject = (struct http_reject){.status = 413,
                                   .message = "The body is far too large."};
    return false;
}

bool request_reader_headers(struct http_exchange *x, const char *method,
                            const char *version)
{
    const struct http_handler *handler = handler_of(x);
    struct http_reject reject = {.status = 0};
    struct request_filter filter = {.header_bytes = 0};

    x->headers_seen = true;
    http_pace_begin_body(x);
    x->request.method = method;
    x->request.target = x->target.data;
    bool ok = check_headers(x, version, &filter, &reject);
    /* Bytes after a POST without a length may have been meant as its body:
     * they must not be read as another request. */
    x->close_after =
        !filter.length_count && !filter.coding_count && !strcmp(method, "POST");
    if (ok) {
        /* One allocation for the whole body. If it fails, adding bytes will
         * fail, too. */
        if (!x->streamed_body && !x->drops_body &&
            filter.length <= x->request.body.max)
            (void)!buf_reserve(&x->request.body, (size_t)filter.length);
        return true;
    }
    x->request_seen = true;
    x->close_after = true;
    handler->on_reject(handler->self, &x->request, reject.status,
                       reject.message);
    return false;
}

static bool stream_body(struct http_exchange *x, const char *bytes,
                        size_t *size)
{
    const struct http_handler *handler = handler_of(x);
    size_t taken = handler->on_body(handler->self, &x->request, bytes, *size);

    if (taken > *size)
        return false;
    x->request.body_bytes += taken;
    *size -= taken;
    if (*size > 0)
        http_exchange_pause_body(x);
    return true;
}

bool request_reader_body(struct http_exchange *x, const char *bytes,
                         size_t *size)
{
    struct http_request *req = &x->request;

    if (x->streamed_body)
        return stream_body(x, bytes, size);
    req->body_bytes += *size;
    if (req->body_bytes > DRAIN_MAX_BYTES)
        return false;
    if (req->body_bytes > req->body.max || x->drops_body)
        buf_free(&req->body);
    else if (!buf_add(&req->body, bytes, *size))
        return false;
    *size = 0;
    return true;
}

void request_reader_complete(struct http_exchange *x)
{
    x->request_seen = true;
    handler_of(x)->on_request(handler_of(x)->self, &x->request);
}

void request_reader_end(struct http_exchange *x)
{
    if (!x->headers_seen || x->request_seen)
        return;
    x->request_seen = true;
    handler_of(x)->on_abort(handler_of(x)->self, &x->request);
}
