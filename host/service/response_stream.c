#include "host/service/response_stream.h"

#include <string.h>

#include "host/runner/runner.h"

bool live_open(struct live *l, struct request *r, struct call *c)
{
    *l = (struct live){.request = r, .call = c, .last = BUF(0)};
    return ring_open(&l->ring, LIVE_ROOM_BYTES);
}

void live_close(struct live *l)
{
    struct call *c = l->call;

    l->call = NULL;
    ring_free(&l->ring);
    buf_free(&l->last);
    if (c)
        lane_drop(c->lane, c);
}

static size_t take_last(struct live *l, char *bytes, size_t room)
{
    size_t left = l->last.size - l->last_sent;
    size_t size = left < room ? left : room;

    memcpy(bytes, l->last.data + l->last_sent, size);
    l->last_sent += size;
    return size;
}

/* Only when much has gone is it worth while to ask for more. */
static void call_for_more(struct live *l)
{
    if (!l->short_of_room || ring_space(&l->ring) < LIVE_ROOM_BYTES / 2)
        return;
    l->short_of_room = false;
    if (l->call)
        lane_resume(l->call->lane, l->call);
}

static ssize_t pull(void *self, char *bytes, size_t room)
{
    struct live *l = self;

    size_t size = ring_take(&l->ring, bytes, room);
    call_for_more(l);
    if (size == 0)
        size = take_last(l, bytes, room);
    if (size > 0)
        return (ssize_t)size;
    if (l->cut)
        return PULL_CUT;
    return l->ended ? PULL_END : PULL_LATER;
}

void live_begin(struct live *l, unsigned status, const struct field *fields,
                size_t count)
{
    l->begun = true;
    request_answer_live(l->request, status, fields, count,
                        (struct source){.pull = pull, .self = l});
}

size_t live_space(struct live *l, size_t wanted)
{
    size_t space = ring_space(&l->ring);

    if (space < wanted)
        l->short_of_room = true;
    return space;
}

void live_add(struct live *l, const void *bytes, size_t size)
{
    ring_put(&l->ring, bytes, size);
    if (l->begun)
        request_wake(l->request);
}

void live_end(struct live *l, struct buf *last)
{
    l->call = NULL;
    l->ended = true;
    if (last) {
        l->last = *last;
        *last = (struct buf)BUF(0);
    }
    if (l->begun)
        request_wake(l->request);
}

void live_cut(struct live *l)
{
    l->cut = true;
    live_end(l, NULL);
}
