/* url_buffered.c - a function URL whose function returns the whole answer. */
#include "host/urls/url_internal.h"

#include <string.h>

#include "host/service/service_error.h"
#include "host/urls/http_prelude.h"
#include "host/urls/url_response.h"

static void answer_with(struct request *r, const struct call *c,
                        struct url_answer *a)
{
    size_t count;
    struct field *fields = url_fields(&a->head, c, &count);

    if (fields)
        request_answer(r, a->head.status, fields, count,
                       payload_from(&a->body));
    else
        url_answer_unfit(r, c, "memory is short");
    mem_free(fields);
}

/* A response made for a stream, that nobody said should be one. */
static bool looks_streamed(const struct buf *result)
{
    static const char nuls[PRELUDE_NULS];

    return memmem(result->data, result->size, nuls, sizeof nuls) != NULL;
}

static void end(struct call *c, struct outcome *o)
{
    struct request *r = c->listener;
    struct fault why = FAULT_NONE;
    struct url_answer a;

    r->own = NULL;
    if (o->failed) {
        url_answer_failed(r, c, o);
    } else if (url_answer_make(&a, &o->body, &why)) {
        answer_with(r, c, &a);
        url_answer_clear(&a);
    } else if (looks_streamed(&o->body)) {
        url_answer_unfit(r, c,
                         "the result is a stream; say \"url\": "
                         "{\"invokeMode\": \"RESPONSE_STREAM\"} in "
                         "dayfly.json");
    } else {
        url_answer_unfit(r, c, why.text);
    }
}

static const struct audience audience = {.end = end};

static void over(struct request *r)
{
    struct call *c = r->own;

    if (c)
        lane_drop(c->lane, c);
}

void url_buffered_add(struct request *r, struct call *c, struct lane *lane)
{
    r->own = c;
    r->over = over;
    c->audience = &audience;
    c->listener = r;
    c->lane = lane;
    if (lane_add(lane, c))
        return;
    r->own = NULL;
    call_release(c);
    aws_refuse(r, AWS_TOO_MANY, "Rate Exceeded.");
}
