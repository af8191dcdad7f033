/* http_exchange.c - answers on their way out, and requests that rest. */
#include "host/http/http_server.h"

#include <microhttpd.h>

#include "host/http/http_internal.h"

/* What is asked of a live answer at once. */
enum { PULL_BYTES = 32 * 1024 };

enum MHD_Result exchange_answer(struct exchange *x)
{
    struct MHD_Response *response = x->response;

    if (!response)
        return MHD_NO;
    x->response = NULL;
    enum MHD_Result ok = MHD_queue_response(x->mhd, x->status, response);
    MHD_destroy_response(response);
    return ok;
}

void exchange_park(struct exchange *x)
{
    struct door *d = x->line->door;

    x->parked = true;
    MHD_suspend_connection(x->mhd);
    if (x->line->left && d->poke.due_ms == 0)
        timer_set(d->loop, &d->poke, 0);
}

void exchange_hold(struct exchange *x)
{
    x->held = true;
    MHD_suspend_connection(x->mhd);
}

static void resume(struct exchange *x)
{
    struct door *d = x->line->door;

    x->parked = false;
    x->held = false;
    MHD_resume_connection(x->mhd);
    /* A resume within a callback goes unnoticed by MHD_get_timeout. */
    d->resumed = true;
    d->loop->hurry = true;
}

void exchange_abandon(struct exchange *x)
{
    if (x->parked)
        exchange_tell_gone(x);
    if (x->parked || x->held)
        resume(x);
}

void request_wake(struct request *r)
{
    struct exchange *x = r->exchange;

    if (x->held || (x->parked && x->source.pull))
        resume(x);
}

static void nothing(void *self)
{
    (void)self;
}

/* Takes x->response over, which may be NULL. */
static void send_headers(struct exchange *x, unsigned status,
                         const struct field *fields, size_t count)
{
    x->status = status;
    for (size_t i = 0; x->response && i < count; i++)
        if (fields[i].value && *fields[i].value)
            (void)MHD_add_response_header(x->response, fields[i].name,
                                          fields[i].value);
    if (x->response && x->last)
        (void)MHD_add_response_header(x->response, "Connection", "close");
    if (x->parked)
        resume(x);
}

void request_answer(struct request *r, unsigned status,
                    const struct field *fields, size_t count,
                    struct payload payload)
{
    struct exchange *x = r->exchange;

    x->response = MHD_create_response_from_buffer_with_free_callback_cls(
        payload.size, (void *)(size_t)payload.bytes,
        payload.done ? payload.done : nothing, payload.self);
    if (!x->response && payload.done)
        payload.done(payload.self);
    send_headers(x, status, fields, count);
}

static ssize_t pull(void *self, uint64_t at, char *bytes, size_t room)
{
    struct exchange *x = self;

    (void)at;
    if (x->told)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    ssize_t got = x->source.pull(x->source.self, bytes, room);
    if (got == PULL_END)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (got == PULL_CUT)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (got == PULL_LATER)
        exchange_park(x);
    return got;
}

void request_answer_live(struct request *r, unsigned status,
                         const struct field *fields, size_t count,
                         struct source source)
{
    struct exchange *x = r->exchange;

    x->source = source;
    x->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN,
                                                    PULL_BYTES, pull, x, NULL);
    send_headers(x, status, fields, count);
}

struct payload payload_from(struct buf *b)
{
    struct payload p = {.bytes = b->data, .size = b->size};

    if (b->room) {
        p.done = mem_free;
        p.self = (void *)(size_t)b->data;
    }
    b->data = "";
    b->room = 0;
    b->size = 0;
    return p;
}
