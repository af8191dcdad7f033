/* url_stream.c - a function URL whose answer goes out while it is made. */
#include "host/urls/url_stream.h"

#include <string.h>
#include <strings.h>

#include "host/runner/runner.h"
#include "host/service/response_stream.h"
#include "host/service/service_error.h"
#include "host/urls/http_prelude.h"
#include "host/urls/url_reply.h"
#include "host/urls/url_response_head.h"

struct url_stream {
    struct response_stream live;
    struct http_prelude prelude;
    bool waits; /* for the end of the prelude */
};

static const char any_type[] = "application/octet-stream";

/* The caller is told, and hears nothing more of this call. */
static void give_up(struct url_stream *s, struct invocation *inv,
                    const char *why)
{
    url_reply_invalid(s->live.request, inv, why);
    s->live.invocation = NULL;
    inv->sink_data = NULL;
}

static void begin_with(struct url_stream *s, struct invocation *inv,
                       const struct url_response_head *head)
{
    size_t count;
    struct http_field *fields = url_reply_fields(head, inv, &count);

    if (fields)
        response_stream_begin(&s->live, head->status, fields, count);
    else
        give_up(s, inv, "memory is short");
    mem_free(fields);
}

static void begin_plain(struct url_stream *s, struct invocation *inv,
                        const char *type)
{
    struct http_field field = {"Content-Type", *type ? type : any_type};
    const struct url_response_head head = {
        .status = 200, .fields = &field, .count = 1};

    begin_with(s, inv, &head);
}

static bool is_prelude(const char *type)
{
    size_t size = strcspn(type, "; \t");

    return size == strlen(HTTP_PRELUDE_TYPE) &&
           strncasecmp(type, HTTP_PRELUDE_TYPE, size) == 0;
}

static void begin(struct invocation *inv, const char *type)
{
    struct url_stream *s = inv->sink_data;

    s->waits = is_prelude(type);
    if (!s->waits)
        begin_plain(s, inv, type);
}

static void begin_by_prelude(struct url_stream *s, struct invocation *inv)
{
    struct error err = ERROR_NONE;
    struct url_response_head head;

    s->waits = false;
    if (url_response_head_parse(&head, s->prelude.text.data,
                                s->prelude.text.size, any_type, &err)) {
        begin_with(s, inv, &head);
        url_response_head_clear(&head);
        return;
    }
    (void)error_prefix(&err, "what stands before the 8 NULs of its response");
    give_up(s, inv, err.text);
}

/* Returns how many of the bytes it has dealt with. */
static size_t hear_prelude(struct url_stream *s, struct invocation *inv,
                           const char *bytes, size_t size)
{
    size_t used = http_prelude_feed(&s->prelude, bytes, size);

    switch (s->prelude.state) {
    case HTTP_PRELUDE_OPEN:
        break;
    case HTTP_PRELUDE_DONE:
        begin_by_prelude(s, inv);
        break;
    case HTTP_PRELUDE_TOO_LONG:
        give_up(s, inv,
                "what stands before the 8 NULs of its response is longer than "
                "64 KiB, or they are missing");
        break;
    case HTTP_PRELUDE_BROKEN:
        give_up(s, inv,
                "its response has fewer than 8 NULs after the JSON text");
        break;
    }
    return used;
}

static size_t piece(struct invocation *inv, const char *bytes, size_t size)
{
    struct url_stream *s = inv->sink_data;
    size_t used = s->waits ? hear_prelude(s, inv, bytes, size) : 0;
    size_t left = size - used;

    if (!inv->sink_data)
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
static void end_unbegun(struct url_stream *s, struct invocation *inv,
                        struct outcome *outcome)
{
    struct http_request *req = s->live.request;

    s->live.invocation = NULL;
    if (outcome->failed)
        url_reply_failed(req, inv, outcome);
    else
        url_reply_invalid(req, inv,
                          "its response ended before the 8 NULs that begin its "
                          "body");
}

static void end(struct invocation *inv, struct outcome *outcome)
{
    struct url_stream *s = inv->sink_data;

    if (!s->live.started)
        end_unbegun(s, inv, outcome);
    else if (outcome->failed)
        response_stream_abort(&s->live);
    else
        response_stream_end(&s->live, NULL);
}

static const struct response_sink audience = {
    .on_start = begin, .on_data = piece, .on_end = end};

static void over(struct http_request *req)
{
    struct url_stream *s = req->user_data;

    response_stream_close(&s->live);
    http_prelude_free(&s->prelude);
    mem_free(s);
}

void url_stream_add(struct http_request *req, struct invocation *inv,
                    struct runner *runner)
{
    struct url_stream *s = mem_new(1, sizeof *s);

    if (!s || !response_stream_open(&s->live, req, inv)) {
        mem_free(s);
        invocation_unref(inv);
        service_error_send(req, SERVICE_SERVICE, "Memory is short.");
        return;
    }
    s->prelude = (struct http_prelude)PRELUDE;
    req->user_data = s;
    req->on_closed = over;
    inv->sink = &audience;
    inv->sink_data = s;
    inv->runner = runner;
    if (runner_add(runner, inv))
        return;
    s->live.invocation = NULL;
    invocation_unref(inv);
    service_error_send(req, SERVICE_TOO_MANY, "Rate Exceeded.");
}
