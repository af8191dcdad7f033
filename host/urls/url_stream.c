#include "host/urls/url_stream.h"

#include <string.h>
#include <strings.h>

#include "host/runner/pool.h"
#include "host/service/refusals.h"
#include "host/service/response_stream.h"
#include "host/service/service_error.h"
#include "host/urls/http_prelude.h"
#include "host/urls/url_reply.h"
#include "host/urls/url_response_head.h"

struct url_stream {
    struct response_stream stream;
    struct http_prelude prelude;
    bool in_prelude;
};

static const char default_type[] = "application/octet-stream";

/* Sends an error response. What the function still sends is discarded. */
static void give_up(struct url_stream *s, struct invocation *inv,
                    const char *why)
{
    url_reply_invalid(s->stream.request, inv, why);
    s->stream.invocation = NULL;
    inv->sink_data = NULL;
}

static void send_head(struct url_stream *s, struct invocation *inv,
                      const struct url_response_head *head)
{
    struct url_reply_fields fields;

    inv->url_status = head->status;
    url_reply_fields_make(&fields, head, s->stream.request, inv);
    if (fields.list)
        response_stream_begin(&s->stream, head->status, fields.list,
                              fields.count);
    else
        give_up(s, inv, "out of memory");
    url_reply_fields_free(&fields);
}

static void start_without_prelude(struct url_stream *s, struct invocation *inv,
                                  const char *type)
{
    struct http_field field = {"Content-Type", *type ? type : default_type};
    const struct url_response_head head = {
        .status = 200, .fields = &field, .count = 1};

    send_head(s, inv, &head);
}

static bool has_prelude(const char *type)
{
    size_t size = strcspn(type, "; \t");

    return size == strlen(HTTP_PRELUDE_TYPE) &&
           strncasecmp(type, HTTP_PRELUDE_TYPE, size) == 0;
}

static void on_start(struct invocation *inv, const char *type)
{
    struct url_stream *s = inv->sink_data;

    s->in_prelude = has_prelude(type);
    if (!s->in_prelude)
        start_without_prelude(s, inv, type);
}

static void start_by_prelude(struct url_stream *s, struct invocation *inv)
{
    struct error err = ERROR_NONE;
    struct url_response_head head;

    s->in_prelude = false;
    if (url_response_head_parse(&head, s->prelude.text.data,
                                s->prelude.text.size, default_type, &err)) {
        send_head(s, inv, &head);
        url_response_head_clear(&head);
        return;
    }
    (void)error_prefix(&err, "the JSON text before the 8 NULs of the response");
    give_up(s, inv, err.text);
}

/* Returns how many bytes were part of the prelude. */
static size_t read_prelude(struct url_stream *s, struct invocation *inv,
                           const char *bytes, size_t size)
{
    size_t used = http_prelude_feed(&s->prelude, bytes, size);

    switch (s->prelude.state) {
    case HTTP_PRELUDE_OPEN:
        break;
    case HTTP_PRELUDE_DONE:
        start_by_prelude(s, inv);
        break;
    case HTTP_PRELUDE_TOO_LONG:
        give_up(s, inv,
                "the JSON text at the beginning of the response is longer than "
                "64 KiB, or the 8 NULs after it are missing");
        break;
    case HTTP_PRELUDE_INVALID:
        give_up(s, inv,
                "the response has fewer than 8 NULs after the JSON text");
        break;
    }
    return used;
}

static size_t on_data(struct invocation *inv, const char *bytes, size_t size)
{
    struct url_stream *s = inv->sink_data;
    size_t used = s->in_prelude ? read_prelude(s, inv, bytes, size) : 0;
    size_t left = size - used;

    if (!inv->sink_data)
        return size;
    if (left == 0)
        return used;
    size_t space = response_stream_space(&s->stream, left);
    if (left > space)
        left = space;
    response_stream_add(&s->stream, bytes + used, left);
    return used + left;
}

/* The invocation ended before the headers were sent. */
static void end_unstarted(struct url_stream *s, struct invocation *inv,
                          struct outcome *outcome)
{
    struct http_request *req = s->stream.request;

    s->stream.invocation = NULL;
    if (outcome->failed)
        url_reply_failed(req, inv, outcome);
    else
        url_reply_invalid(req, inv,
                          "the response ended before the 8 NULs that precede "
                          "its body");
}

static void on_end(struct invocation *inv, struct outcome *outcome)
{
    struct url_stream *s = inv->sink_data;

    if (!s->stream.started)
        end_unstarted(s, inv, outcome);
    else if (outcome->failed)
        response_stream_abort(&s->stream);
    else
        response_stream_end(&s->stream, NULL);
}

static const struct response_sink sink = {
    .on_start = on_start, .on_data = on_data, .on_end = on_end};

static void on_closed(struct http_request *req)
{
    struct url_stream *s = req->user_data;

    response_stream_close(&s->stream);
    http_prelude_free(&s->prelude);
    mem_free(s);
}

void url_stream_add(struct http_request *req, struct invocation *inv,
                    struct pool *pool)
{
    struct url_stream *s = mem_new(1, sizeof *s);

    if (!s || !response_stream_open(&s->stream, req, inv)) {
        mem_free(s);
        invocation_unref(inv);
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
        return;
    }
    s->prelude = (struct http_prelude)PRELUDE;
    req->user_data = s;
    req->on_closed = on_closed;
    inv->sink = &sink;
    inv->sink_data = s;
    if (pool_add(pool, inv))
        return;
    s->stream.invocation = NULL;
    invocation_unref(inv);
    on_closed(req);
    refusals_add(pool->context->refusals, req, pool_is_limited(pool));
}
