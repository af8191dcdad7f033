/* response_body.h - the bytes of an answer, put in by who makes them and pulled
 * out by who sends them.
 *
 * A buffered body is closed before it is pulled; a live one is pulled while it
 * grows. Bytes of a live body are forgotten once pulled, so memory is bounded
 * as long as its maker stops at response_body_is_full. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_RESPONSE_BODY_H
#define DAYFLY_BOOTSTRAP_EVENT_RESPONSE_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

enum { RESPONSE_BODY_HIGH_WATER = 256 * 1024 };

struct response_body {
    struct buf bytes;
    size_t read;       /* of `bytes` */
    size_t read_total; /* bytes that were pulled in all */
    bool live;         /* may still grow; its pulled bytes are forgotten */
};

#define RESPONSE_BODY(most)                                                    \
    {                                                                          \
        .bytes = BUF(most), .read = 0, .read_total = 0, .live = false          \
    }

/* Moves up to `room` bytes out. 0: none there now, or none ever when the body
 * is not live. */
size_t response_body_read(struct response_body *body, char *to, size_t room);
/* All that is left of a body that is not live, to be read where it is until
 * response_body_clear. Counts as pulled. */
const char *response_body_peek(struct response_body *body, size_t *size);
size_t response_body_remaining(const struct response_body *body);
/* Enough waits to be pulled: put no more in for now. */
bool response_body_is_full(const struct response_body *body);
/* Pull from the start again; false when the start is forgotten. */
bool response_body_rewind(struct response_body *body) MUST_CHECK;
void response_body_clear(struct response_body *body);

#endif
