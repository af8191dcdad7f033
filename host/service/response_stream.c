#include "host/service/response_stream.h"

#include <string.h>

#include "host/runner/pool.h"
#include "host/runner/runner_response.h"

bool response_stream_open(struct response_stream *stream,
                          struct http_request *req, struct invocation *inv)
{
    *stream = (struct response_stream){
        .request = req, .invocation = inv, .final = BUF(0)};
    return ring_buffer_open(&stream->ring, RESPONSE_STREAM_BYTES);
}

void response_stream_close(struct response_stream *stream)
{
    struct invocation *inv = stream->invocation;

    stream->invocation = NULL;
    ring_buffer_free(&stream->ring);
    buf_free(&stream->final);
    if (inv)
        pool_drop(inv);
}

static size_t take_final(struct response_stream *stream, char *bytes,
                         size_t room)
{
    size_t left = stream->final.size - stream->final_sent;
    size_t size = left < room ? left : room;

    memcpy(bytes, stream->final.data + stream->final_sent, size);
    stream->final_sent += size;
    return size;
}

/* Waits until half of the ring is free, to resume for many bytes at once. */
static void resume_runtime(struct response_stream *stream)
{
    if (!stream->stalled ||
        ring_buffer_space(&stream->ring) < RESPONSE_STREAM_BYTES / 2)
        return;
    stream->stalled = false;
    if (stream->invocation)
        runner_response_resume(stream->invocation->runner, stream->invocation);
}

static ssize_t read_stream(void *self, char *bytes, size_t room)
{
    struct response_stream *stream = self;

    size_t size = ring_buffer_take(&stream->ring, bytes, room);
    resume_runtime(stream);
    if (size == 0)
        size = take_final(stream, bytes, room);
    if (size > 0)
        return (ssize_t)size;
    if (stream->aborted)
        return READ_ABORT;
    return stream->ended ? READ_END : READ_LATER;
}

void response_stream_begin(struct response_stream *stream, unsigned status,
                           const struct http_field *fields, size_t count)
{
    stream->started = true;
    http_respond_stream(
        stream->request, status, fields, count,
        (struct http_body_source){.read = read_stream, .self = stream});
}

size_t response_stream_space(struct response_stream *stream, size_t wanted)
{
    size_t space = ring_buffer_space(&stream->ring);

    if (space < wanted)
        stream->stalled = true;
    return space;
}

void response_stream_add(struct response_stream *stream, const void *bytes,
                         size_t size)
{
    ring_buffer_put(&stream->ring, bytes, size);
    if (stream->started)
        http_request_resume(stream->request);
}

void response_stream_end(struct response_stream *stream, struct buf *last)
{
    stream->invocation = NULL;
    stream->ended = true;
    if (last) {
        stream->final = *last;
        *last = (struct buf)BUF(0);
    }
    if (stream->started)
        http_request_resume(stream->request);
}

void response_stream_abort(struct response_stream *stream)
{
    stream->aborted = true;
    response_stream_end(stream, NULL);
}
