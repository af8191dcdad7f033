/* response_stream.h - an answer that goes out while its call is still at work.
 *
 * What is added waits in a ring until the caller's socket takes it; a caller
 * that reads slowly is felt by who adds. A member of what its request owns:
 * closed when the request is over, and not before. */
#ifndef DAYFLY_HOST_SERVICE_RESPONSE_STREAM_H
#define DAYFLY_HOST_SERVICE_RESPONSE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "host/base/ring_buffer.h"
#include "host/http/http_server.h"
#include "host/runtime/invocation.h"

enum { RESPONSE_STREAM_BYTES = 128 * 1024 };

struct response_stream {
    struct http_request *request;
    struct invocation *invocation; /* borrowed; NULL once it has ended */
    struct ring_buffer ring;
    struct buf final; /* goes out after what is in the ring */
    size_t final_sent;
    bool started; /* the headers have gone out */
    bool stalled;
    bool ended;
    bool aborted;
};

/* For the request that waits for the call. False when memory is short. */
bool response_stream_open(struct response_stream *stream,
                          struct http_request *req,
                          struct invocation *inv) MUST_CHECK;
/* A call that has not ended has lost its caller. Safe twice. */
void response_stream_close(struct response_stream *stream);

/* Sends the headers; once, and before bytes are seen by anyone. */
void response_stream_begin(struct response_stream *stream, unsigned status,
                           const struct http_field *fields, size_t count);
/* How many bytes may be added. Less than `wanted`: runner_response_resume is
 * called for when there is more. */
size_t response_stream_space(struct response_stream *stream, size_t wanted);
/* There is space for them. */
void response_stream_add(struct response_stream *stream, const void *bytes,
                         size_t size);

/* Each is the last word, of which there is one; the call is not touched after.
 * The answer is what was added, and then `last`, which is taken; NULL: nothing
 * more. */
void response_stream_end(struct response_stream *stream, struct buf *last);
/* The caller is shown that the end is missing. */
void response_stream_abort(struct response_stream *stream);

#endif
