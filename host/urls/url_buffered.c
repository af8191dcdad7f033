/* url_buffered.c - a function URL whose function returns the whole answer. */
#include "host/urls/url_internal.h"

#include <string.h>

#include "host/service/service_error.h"
#include "host/urls/http_prelude.h"
#include "host/urls/url_response.h"

static void answer_with(struct http_request *r, const struct invocation *c,
                        struct url_response *a)
{
    size_t count;
    struct http_field *fields = url_reply_fields(&a->head, c, &count);

    if (fields)
        http_respond(r, a->head.status, fields, count,
                     http_body_from_buf(&a->body));
    else
        url_reply_invalid(r, c, "memory is short");
    mem_free(fields);
}

/* A response made for a stream, that nobody said should be one. */
static bool looks_streamed(const struct buf *result)
{
    static const char nuls[HTTP_PRELUDE_NULS];

    return memmem(result->data, result->size, nuls, sizeof nuls) != NULL;
}

static void end(struct invocation *c, struct outcome *o)
{
    struct http_request *r = c->listener;
    struct error why = ERROR_NONE;
    struct url_response a;

    r->own = NULL;
    if (o->failed) {
        url_reply_failed(r, c, o);
    } else if (url_response_make(&a, &o->body, &why)) {
        answer_with(r, c, &a);
        url_response_clear(&a);
    } else if (looks_streamed(&o->body)) {
        url_reply_invalid(r, c,
                          "the result is a stream; say \"url\": "
                          "{\"invokeMode\": \"RESPONSE_STREAM\"} in "
                          "dayfly.json");
    } else {
        url_reply_invalid(r, c, why.text);
    }
}

static const struct response_sink audience = {.end = end};

static void over(struct http_request *r)
{
    struct invocation *c = r->own;

    if (c)
        runner_drop(c->lane, c);
}

void url_buffered_add(struct http_request *r, struct invocation *c,
                      struct runner *lane)
{
    r->own = c;
    r->over = over;
    c->audience = &audience;
    c->listener = r;
    c->lane = lane;
    if (runner_add(lane, c))
        return;
    r->own = NULL;
    invocation_unref(c);
    service_error_send(r, SERVICE_TOO_MANY, "Rate Exceeded.");
}
