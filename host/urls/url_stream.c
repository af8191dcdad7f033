/* url_stream.c - a function URL whose answer goes out while it is made. */
#include "host/urls/url_internal.h"

#include <string.h>
#include <strings.h>

#include "host/service/service_error.h"
#include "host/service/response_stream.h"
#include "host/urls/http_prelude.h"

struct url_stream {
    struct response_stream live;
    struct http_prelude prelude;
    bool waits; /* for the end of the prelude */
};

static const char any_type[] = "application/octet-stream";

/* The caller is told, and hears nothing more of this call. */
static void give_up(struct url_stream *s, struct invocation *c, const char *why)
{
    url_reply_invalid(s->live.request, c, why);
    s->live.call = NULL;
    c->listener = NULL;
}

static void begin_with(struct url_stream *s, struct invocation *c,
                       const struct url_response_head *h)
{
    size_t count;
    struct http_field *fields = url_reply_fields(h, c, &count);

    if (fields)
        response_stream_begin(&s->live, h->status, fields, count);
    else
        give_up(s, c, "memory is short");
    mem_free(fields);
}

static void begin_plain(struct url_stream *s, struct invocation *c,
                        const char *type)
{
    struct http_field field = {"Content-Type", *type ? type : any_type};
    const struct url_response_head h = {
        .status = 200, .fields = &field, .count = 1};

    begin_with(s, c, &h);
}

static bool is_prelude(const char *type)
{
    size_t size = strcspn(type, "; \t");

    return size == strlen(HTTP_PRELUDE_TYPE) &&
           strncasecmp(type, HTTP_PRELUDE_TYPE, size) == 0;
}

static void begin(struct invocation *c, const char *type)
{
    struct url_stream *s = c->listener;

    s->waits = is_prelude(type);
    if (!s->waits)
        begin_plain(s, c, type);
}

static void begin_by_prelude(struct url_stream *s, struct invocation *c)
{
    struct error why = ERROR_NONE;
    struct url_response_head h;

    s->waits = false;
    if (url_response_head_parse(&h, s->prelude.text.data, s->prelude.text.size,
                                any_type, &why)) {
        begin_with(s, c, &h);
        url_response_head_clear(&h);
        return;
    }
    (void)error_prefix(&why, "what stands before the 8 NULs of its response");
    give_up(s, c, why.text);
}

/* Returns how many of the bytes it has dealt with. */
static size_t hear_prelude(struct url_stream *s, struct invocation *c,
                           const char *bytes, size_t size)
{
    size_t used = http_prelude_feed(&s->prelude, bytes, size);

    switch (s->prelude.state) {
    case HTTP_PRELUDE_OPEN:
        break;
    case HTTP_PRELUDE_DONE:
        begin_by_prelude(s, c);
        break;
    case HTTP_PRELUDE_TOO_LONG:
        give_up(s, c,
                "what stands before the 8 NULs of its response is longer than "
                "64 KiB, or they are missing");
        break;
    case HTTP_PRELUDE_BROKEN:
        give_up(s, c, "its response has fewer than 8 NULs after the JSON text");
        break;
    }
    return used;
}

static size_t piece(struct invocation *c, const char *bytes, size_t size)
{
    struct url_stream *s = c->listener;
    size_t used = s->waits ? hear_prelude(s, c, bytes, size) : 0;
    size_t left = size - used;

    if (!c->listener)
        return size;
    if (left == 0)
        return used;
    size_t space = response_stream_space(&s->live, left);
    if (left > space)
        left = space;
    response_stream_add(&s->live, bytes + used, left);
    return used + left;
}

/* A response that was not told in pieces, or was not told to its prelude's
 * end. */
static void end_unbegun(struct url_stream *s, struct invocation *c,
                        struct outcome *o)
{
    struct http_request *r = s->live.request;

    s->live.call = NULL;
    if (o->failed)
        url_reply_failed(r, c, o);
    else
        url_reply_invalid(r, c,
                          "its response ended before the 8 NULs that begin its "
                          "body");
}

static void end(struct invocation *c, struct outcome *o)
{
    struct url_stream *s = c->listener;

    if (!s->live.begun)
        end_unbegun(s, c, o);
    else if (o->failed)
        response_stream_abort(&s->live);
    else
        response_stream_end(&s->live, NULL);
}

static const struct response_sink audience = {
    .begin = begin, .piece = piece, .end = end};

static void over(struct http_request *r)
{
    struct url_stream *s = r->own;

    response_stream_close(&s->live);
    http_prelude_free(&s->prelude);
    mem_free(s);
}

void url_stream_add(struct http_request *r, struct invocation *c,
                    struct runner *lane)
{
    struct url_stream *s = mem_new(1, sizeof *s);

    if (!s || !response_stream_open(&s->live, r, c)) {
        mem_free(s);
        invocation_unref(c);
        service_error_send(r, SERVICE_SERVICE, "Memory is short.");
        return;
    }
    s->prelude = (struct http_prelude)PRELUDE;
    r->own = s;
    r->over = over;
    c->audience = &audience;
    c->listener = s;
    c->lane = lane;
    if (runner_add(lane, c))
        return;
    s->live.call = NULL;
    invocation_unref(c);
    service_error_send(r, SERVICE_TOO_MANY, "Rate Exceeded.");
}
