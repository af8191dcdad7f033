/* response_stream.h - an HTTP response that is sent while the function produces
 * it.
 *
 * Bytes wait in a ring buffer until the caller's socket takes them. If the
 * caller reads slowly, the buffer fills up and the runtime is paused. The owner
 * is the request's user_data: it closes the stream in the request's on_closed.
 */
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
    struct invocation *invocation; /* borrowed; NULL after its end */
    struct ring_buffer ring;
    struct buf final; /* sent after the bytes in the ring */
    size_t final_sent;
    bool started; /* the headers were sent */
    bool stalled; /* the runtime waits for free space */
    bool ended;   /* nothing more will be added */
    bool aborted; /* the same, and the response is incomplete */
};

/* The response of `req` to `inv`. False if memory is short. */
bool response_stream_open(struct response_stream *stream,
                          struct http_request *req,
                          struct invocation *inv) MUST_CHECK;
/* Drops the invocation if it has not ended. Safe twice. */
void response_stream_close(struct response_stream *stream);

/* Sends the headers; once. Bytes may have been added before. */
void response_stream_begin(struct response_stream *stream, unsigned status,
                           const struct http_field *fields, size_t count);
/* How many bytes can be added. If fewer than `wanted`, the stream calls
 * runner_response_resume when there is more space. */
size_t response_stream_space(struct response_stream *stream, size_t wanted);
/* `size` must not exceed the space. */
void response_stream_add(struct response_stream *stream, const void *bytes,
                         size_t size);

/* The next two end the stream: call one of them, once. The stream does not use
 * the invocation afterwards. */
/* Sends what was added and then the bytes in `last`, which are taken; NULL: no
 * more bytes. */
void response_stream_end(struct response_stream *stream, struct buf *last);
/* Closes the connection before the end of the chunked body, so that the caller
 * notices that the response is incomplete. */
void response_stream_abort(struct response_stream *stream);

#endif
