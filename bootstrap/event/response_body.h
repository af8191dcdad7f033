/* response_body.h - the bytes of an answer, put in by who makes them and pulled out by
 * who sends them.
 *
 * A buffered body is closed before it is pulled; a live one is pulled while it
 * grows. Bytes of a live body are forgotten once pulled, so memory is bounded
 * as long as its maker stops at body_full. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_RESPONSE_BODY_H
#define DAYFLY_BOOTSTRAP_EVENT_RESPONSE_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

enum { BODY_HIGH_WATER = 256 * 1024 };

struct body {
    struct buf bytes;
    size_t pulled; /* of `bytes` */
    size_t taken;  /* bytes that were pulled in all */
    bool live;     /* may still grow; its pulled bytes are forgotten */
};

#define BODY(most)                                                             \
    {                                                                          \
        .bytes = BUF(most), .pulled = 0, .taken = 0, .live = false             \
    }

/* Moves up to `room` bytes out. 0: none there now, or none ever when the body
 * is not live. */
size_t body_pull(struct body *b, char *to, size_t room);
/* All that is left of a body that is not live, to be read where it is until
 * body_clear. Counts as pulled. */
const char *body_lend(struct body *b, size_t *size);
size_t body_left(const struct body *b);
/* Enough waits to be pulled: put no more in for now. */
bool body_full(const struct body *b);
/* Pull from the start again; false when the start is forgotten. */
bool body_rewind(struct body *b) MUST_CHECK;
void body_clear(struct body *b);

#endif
