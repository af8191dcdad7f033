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
#include "host/runtime/invocation.h"
#include "host/http/http_server.h"
#include "host/base/ring_buffer.h"

enum { LIVE_ROOM_BYTES = 128 * 1024 };

struct live {
    struct request *request;
    struct call *call; /* borrowed; NULL once it has ended */
    struct ring ring;
    struct buf last; /* goes out after what is in the ring */
    size_t last_sent;
    bool begun; /* the headers have gone out */
    bool short_of_room;
    bool ended;
    bool cut;
};

/* For the request that waits for the call. False when memory is short. */
bool live_open(struct live *l, struct request *r, struct call *c) MUST_CHECK;
/* A call that has not ended has lost its caller. Safe twice. */
void live_close(struct live *l);

/* Sends the headers; once, and before bytes are seen by anyone. */
void live_begin(struct live *l, unsigned status, const struct field *fields,
                size_t count);
/* How many bytes may be added. Less than `wanted`: lane_resume is called for
 * when there is more. */
size_t live_space(struct live *l, size_t wanted);
/* There is space for them. */
void live_add(struct live *l, const void *bytes, size_t size);

/* Each is the last word, of which there is one; the call is not touched after.
 * The answer is what was added, and then `last`, which is taken; NULL: nothing
 * more. */
void live_end(struct live *l, struct buf *last);
/* The caller is shown that the end is missing. */
void live_cut(struct live *l);

#endif
