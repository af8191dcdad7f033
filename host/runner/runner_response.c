/* runner_response.c - a response that is passed on to its caller while it comes
 * in. */
#include "host/runner/runner.h"

#include <stdio.h>

#include "host/runner/runner_internal.h"

/* What is beyond the limit is read, so that the runtime can hear why it was
 * refused; but not for ever. */
enum { DRAIN_MAX_BYTES = 64 * 1024 * 1024 };

bool runner_response_begin(struct execution *t, struct http_request *r,
                           const char *type)
{
    struct invocation *c = t->call;

    if (!c->audience->begin)
        return false;
    t->sender = r;
    t->state = RUNTIME_ANSWERING;
    if (c->listener)
        c->audience->begin(c, type);
    return true;
}

static void fail_too_large(struct execution *t)
{
    char what[128];

    (void)snprintf(what, sizeof what,
                   "Response payload size exceeded maximum allowed payload "
                   "size (%d bytes).",
                   STREAM_MAX_BYTES);
    runner_fail(t, "error", "Function.ResponseSizeTooLarge", what);
    runner_advance(t->lane);
}

size_t runner_response_data(struct runner *l, struct http_request *r,
                            const char *bytes, size_t size)
{
    struct execution *t = runner_execution_of_response(l, r);

    if (!t)
        return r->body_bytes > STREAM_MAX_BYTES + (uint64_t)DRAIN_MAX_BYTES
                   ? BODY_ABORT
                   : size;
    struct invocation *c = t->call;
    uint64_t left = STREAM_MAX_BYTES - r->body_bytes;
    size_t fits = size < left ? size : (size_t)left;
    size_t taken = c->listener ? c->audience->piece(c, bytes, fits) : fits;
    if (taken < fits || fits == size)
        return taken;
    fail_too_large(t);
    return size;
}

void runner_response_resume(struct runner *l, const struct invocation *c)
{
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call == c && l->turns[i].sender)
            http_request_resume(l->turns[i].sender);
}

void runner_stop_response(struct execution *t)
{
    struct http_request *sender = t->sender;

    if (!sender)
        return;
    t->sender = NULL;
    if (t->state == RUNTIME_ANSWERING)
        t->state = RUNTIME_ANSWERED;
    http_request_resume(sender);
}

void runner_discard_response(struct execution *t)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (!t->sender)
        return;
    if (buf_printf(&line,
                   "dayfly: the caller of %s left; the rest of its response is "
                   "dropped",
                   t->call->request_id))
        runner_log(t->lane, t->call, line.data, line.size);
    http_request_resume(t->sender);
}

void runner_fail_aborted(struct execution *t)
{
    runner_fail(t, "error", "Runtime.TruncatedResponse",
                "The runtime broke off in the middle of its response");
    runner_advance(t->lane);
}

void runner_response_aborted(struct execution *t)
{
    struct runner *l = t->lane;

    t->sender = NULL;
    t->state = RUNTIME_ANSWERED;
    t->broke_off = true;
    /* Who asks for more is not dying; of several, another may ask. */
    if (l->parked && !runner_is_concurrent(l))
        runner_fail_aborted(t);
    else
        timer_set(l->house->loop, &t->limit, RUNNER_ABORT_WAIT_MS);
}
