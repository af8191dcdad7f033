/* response_body.h - the bytes of a response: the process side adds them, the
 * runtime API side reads them.
 *
 * | state    | bytes may be added | bytes that were read | may be rewound |
 * |----------|--------------------|----------------------|----------------|
 * | BUFFERED | until it is sent   | are kept             | yes            |
 * | OPEN     | while it is sent   | are forgotten        | no             |
 * | CLOSED   | no                 | are kept             | no             |
 *
 * A new or cleared body is BUFFERED: it is complete before it is sent. A stream
 * goes from BUFFERED to OPEN to CLOSED. Its memory is bounded as long as the
 * process side adds nothing while response_body_is_full. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_RESPONSE_BODY_H
#define DAYFLY_BOOTSTRAP_EVENT_RESPONSE_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

enum { RESPONSE_BODY_HIGH_WATER = 256 * 1024 };

enum response_body_state { BODY_BUFFERED, BODY_OPEN, BODY_CLOSED };

struct response_body {
    struct buf bytes;
    size_t read;       /* bytes of `bytes` that were read */
    size_t read_total; /* bytes that were read since the last clear */
    enum response_body_state state;
};

#define RESPONSE_BODY(most)                                                    \
    {                                                                          \
        .bytes = BUF(most), .read = 0, .read_total = 0, .state = BODY_BUFFERED \
    }

/* BUFFERED becomes OPEN; other states stay. */
void response_body_open(struct response_body *body);
/* OPEN becomes CLOSED; other states stay. */
void response_body_close(struct response_body *body);
bool response_body_is_open(const struct response_body *body);

/* Copies up to `room` bytes and returns how many. 0: there are no more, or,
 * while the body is OPEN, there are no more yet. */
size_t response_body_read(struct response_body *body, char *to, size_t room);
/* All bytes that are left of a BUFFERED body, valid until response_body_clear.
 * They count as read. */
const char *response_body_peek(struct response_body *body, size_t *size);
size_t response_body_remaining(const struct response_body *body);
/* True if an OPEN body holds so many bytes that no more should be added until
 * some are read. */
bool response_body_is_full(const struct response_body *body);
/* Reads a BUFFERED body from its start again. False: a stream cannot. */
bool response_body_rewind(struct response_body *body) MUST_CHECK;
void response_body_clear(struct response_body *body);

#endif
