/* runner_response.c - a response that is passed on to its caller while it comes
 * in. */
#include "host/runner/runner.h"

#include <stdio.h>

#include "host/runner/runner_internal.h"

/* What is beyond the limit is read, so that the runtime can hear why it was
 * refused; but not for ever. */
enum { DRAIN_MOST_BYTES = 64 * 1024 * 1024 };

bool lane_hear(struct turn *t, struct request *r, const char *type)
{
    struct call *c = t->call;

    if (!c->audience->begin)
        return false;
    t->sender = r;
    t->state = RUNTIME_ANSWERING;
    if (c->listener)
        c->audience->begin(c, type);
    return true;
}

static void fail_too_large(struct turn *t)
{
    char what[128];

    (void)snprintf(what, sizeof what,
                   "Response payload size exceeded maximum allowed payload "
                   "size (%d bytes).",
                   STREAM_MOST_BYTES);
    lane_fail(t, "error", "Function.ResponseSizeTooLarge", what);
    lane_turn(t->lane);
}

size_t lane_piece(struct lane *l, struct request *r, const char *bytes,
                  size_t size)
{
    struct turn *t = lane_heard_by(l, r);

    if (!t)
        return r->body_bytes > STREAM_MOST_BYTES + (uint64_t)DRAIN_MOST_BYTES
                   ? PIECE_CUT
                   : size;
    struct call *c = t->call;
    uint64_t left = STREAM_MOST_BYTES - r->body_bytes;
    size_t fits = size < left ? size : (size_t)left;
    size_t taken = c->listener ? c->audience->piece(c, bytes, fits) : fits;
    if (taken < fits || fits == size)
        return taken;
    fail_too_large(t);
    return size;
}

void lane_resume(struct lane *l, const struct call *c)
{
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call == c && l->turns[i].sender)
            request_wake(l->turns[i].sender);
}

void lane_stop_hearing(struct turn *t)
{
    struct request *sender = t->sender;

    if (!sender)
        return;
    t->sender = NULL;
    if (t->state == RUNTIME_ANSWERING)
        t->state = RUNTIME_ANSWERED;
    request_wake(sender);
}

void lane_hear_for_nobody(struct turn *t)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (!t->sender)
        return;
    if (buf_printf(&line,
                   "dayfly: the caller of %s left; the rest of its response is "
                   "dropped",
                   t->call->request_id))
        lane_log(t->lane, t->call, line.data, line.size);
    request_wake(t->sender);
}

void lane_tell_broken(struct turn *t)
{
    lane_fail(t, "error", "Runtime.TruncatedResponse",
              "The runtime broke off in the middle of its response");
    lane_turn(t->lane);
}

void lane_broke_off(struct turn *t)
{
    struct lane *l = t->lane;

    t->sender = NULL;
    t->state = RUNTIME_ANSWERED;
    t->broke_off = true;
    /* Who asks for more is not dying; of several, another may ask. */
    if (l->parked && !lane_is_wide(l))
        lane_tell_broken(t);
    else
        timer_set(l->house->loop, &t->limit, LANE_BREAK_MS);
}
