#include "host/service/response_stream.h"

#include <string.h>

#include "host/runner/runner.h"

bool response_stream_open(struct response_stream *l, struct http_request *r,
                          struct invocation *c)
{
    *l = (struct response_stream){.request = r, .call = c, .last = BUF(0)};
    return ring_buffer_open(&l->ring, RESPONSE_STREAM_BYTES);
}

void response_stream_close(struct response_stream *l)
{
    struct invocation *c = l->call;

    l->call = NULL;
    ring_buffer_free(&l->ring);
    buf_free(&l->last);
    if (c)
        runner_drop(c->lane, c);
}

static size_t take_last(struct response_stream *l, char *bytes, size_t room)
{
    size_t left = l->last.size - l->last_sent;
    size_t size = left < room ? left : room;

    memcpy(bytes, l->last.data + l->last_sent, size);
    l->last_sent += size;
    return size;
}

/* Only when much has gone is it worth while to ask for more. */
static void call_for_more(struct response_stream *l)
{
    if (!l->short_of_room ||
        ring_buffer_space(&l->ring) < RESPONSE_STREAM_BYTES / 2)
        return;
    l->short_of_room = false;
    if (l->call)
        runner_response_resume(l->call->lane, l->call);
}

static ssize_t pull(void *self, char *bytes, size_t room)
{
    struct response_stream *l = self;

    size_t size = ring_buffer_take(&l->ring, bytes, room);
    call_for_more(l);
    if (size == 0)
        size = take_last(l, bytes, room);
    if (size > 0)
        return (ssize_t)size;
    if (l->cut)
        return READ_ABORT;
    return l->ended ? READ_END : READ_LATER;
}

void response_stream_begin(struct response_stream *l, unsigned status,
                           const struct http_field *fields, size_t count)
{
    l->begun = true;
    http_respond_stream(l->request, status, fields, count,
                        (struct http_body_source){.pull = pull, .self = l});
}

size_t response_stream_space(struct response_stream *l, size_t wanted)
{
    size_t space = ring_buffer_space(&l->ring);

    if (space < wanted)
        l->short_of_room = true;
    return space;
}

void response_stream_add(struct response_stream *l, const void *bytes,
                         size_t size)
{
    ring_buffer_put(&l->ring, bytes, size);
    if (l->begun)
        http_request_resume(l->request);
}

void response_stream_end(struct response_stream *l, struct buf *last)
{
    l->call = NULL;
    l->ended = true;
    if (last) {
        l->last = *last;
        *last = (struct buf)BUF(0);
    }
    if (l->begun)
        http_request_resume(l->request);
}

void response_stream_abort(struct response_stream *l)
{
    l->cut = true;
    response_stream_end(l, NULL);
}
