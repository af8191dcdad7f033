/* event_stream.h - messages of the encoding application/vnd.amazon.eventstream:
 * the bytes before and after their payload. */
#ifndef DAYFLY_HOST_LAMBDA_API_EVENT_STREAM_H
#define DAYFLY_HOST_LAMBDA_API_EVENT_STREAM_H

#include <stddef.h>

enum event_stream_kind {
    EVENT_PAYLOAD_CHUNK,   /* bytes of the response */
    EVENT_INVOKE_COMPLETE, /* JSON, the last message */
};

enum {
    EVENT_HEAD_MAX_BYTES = 128,
    EVENT_TAIL_BYTES = 4,
    /* A PayloadChunk without its payload. */
    EVENT_CHUNK_BYTES = 106,
    /* AWS SDKs reject longer payloads. */
    EVENT_PAYLOAD_MAX_BYTES = 16 * 1024 * 1024,
};

struct event_stream_message {
    unsigned char head[EVENT_HEAD_MAX_BYTES];
    size_t head_size;
    unsigned char tail[EVENT_TAIL_BYTES];
};

/* The message consists of head, payload, tail. */
void event_stream_make(struct event_stream_message *message,
                       enum event_stream_kind kind, const void *payload,
                       size_t size);

#endif
