/* lane_stream.c - a response that is passed on to its caller while it comes
 * in. */
#include "host/lane.h"

#include <stdio.h>

#include "host/lane_rooms.h"

/* What is beyond the limit is read, so that the runtime can hear why it was
 * refused; but not for ever. */
enum { DRAIN_MOST_BYTES = 64 * 1024 * 1024 };

bool lane_hear(struct lane *l, struct request *r, const char *type)
{
    struct call *c = l->current;

    if (!c->audience->begin)
        return false;
    l->sender = r;
    l->state = RUNTIME_ANSWERING;
    if (c->listener)
        c->audience->begin(c, type);
    return true;
}

static void fail_too_large(struct lane *l)
{
    char what[128];

    (void)snprintf(what, sizeof what,
                   "Response payload size exceeded maximum allowed payload "
                   "size (%d bytes).",
                   STREAM_MOST_BYTES);
    lane_fail(l, "error", "Function.ResponseSizeTooLarge", what);
    lane_turn(l);
}

size_t lane_piece(struct lane *l, struct request *r, const char *bytes,
                  size_t size)
{
    struct call *c = l->current;

    if (r != l->sender)
        return r->body_bytes > STREAM_MOST_BYTES + (uint64_t)DRAIN_MOST_BYTES
                   ? PIECE_CUT
                   : size;
    uint64_t left = STREAM_MOST_BYTES - r->body_bytes;
    size_t fits = size < left ? size : (size_t)left;
    size_t taken = c->listener ? c->audience->piece(c, bytes, fits) : fits;
    if (taken < fits || fits == size)
        return taken;
    fail_too_large(l);
    return size;
}

void lane_resume(struct lane *l, const struct call *c)
{
    if (c == l->current && l->sender)
        request_wake(l->sender);
}

void lane_stop_hearing(struct lane *l)
{
    struct request *sender = l->sender;

    if (!sender)
        return;
    l->sender = NULL;
    if (l->state == RUNTIME_ANSWERING)
        l->state = RUNTIME_ANSWERED;
    request_wake(sender);
}

void lane_hear_for_nobody(struct lane *l)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (!l->sender)
        return;
    if (buf_printf(&line,
                   "dayfly: the caller of %s left; the rest of its response is "
                   "dropped",
                   l->current->request_id))
        lane_log(l, line.data, line.size);
    request_wake(l->sender);
}

void lane_tell_broken(struct lane *l)
{
    lane_fail(l, "error", "Runtime.TruncatedResponse",
              "The runtime broke off in the middle of its response");
    lane_turn(l);
}

void lane_broke_off(struct lane *l)
{
    l->sender = NULL;
    l->state = RUNTIME_ANSWERED;
    l->broke_off = true;
    /* Who asks for more is not dying. */
    if (l->parked)
        lane_tell_broken(l);
    else
        timer_set(l->house->loop, &l->limit, LANE_BREAK_MS);
}
