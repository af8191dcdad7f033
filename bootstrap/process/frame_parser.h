/* frame_parser.h - what a bridged child says: frames picked out of its output,
 * all the rest handed on as log bytes.
 *
 *     RS nonce SP kind SP length LF payload [LF]
 *
 * (bridge protocol 1, design.md 4). A payload too long for one atomic write
 * comes as `part` frames before the frame it belongs to. Whatever looks like a
 * frame but has another nonce, an unknown kind or an ill-formed length is log
 * output. Bounded memory whatever comes. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_FRAME_PARSER_H
#define DAYFLY_BOOTSTRAP_PROCESS_FRAME_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

enum { NONCE_SIZE = 32, FRAME_HEAD_MAX = 64 };

enum frame_kind {
    FRAME_READY,
    FRAME_INIT_ERROR,
    FRAME_RESULT,
    FRAME_ERROR,
    FRAME_STREAM,
    FRAME_DATA,
    FRAME_END,
    FRAME_LOG,
    FRAME_PART,
};

/* Where frames and log bytes go. `said` is the payload's length as the child
 * said it; more than payload->size when the payload passed the ceiling. */
struct frame_handler {
    void (*on_frame)(void *self, enum frame_kind kind,
                     const struct buf *payload, size_t said);
    void (*on_plain_bytes)(void *self, const char *bytes, size_t size);
    void *self;
    /* Parts alone have filled half of the ceiling: take what can be taken of
     * the payload and return how much that is. NULL: it just grows. */
    size_t (*on_part)(void *self, const struct buf *payload);
};

struct frame_parser {
    char nonce[NONCE_SIZE + 1];
    struct frame_handler handler;
    char head[FRAME_HEAD_MAX]; /* a frame's first line so far */
    size_t head_size;
    bool in_payload; /* the head is whole: `left` payload bytes follow */
    bool
        after_frame; /* a frame has just ended: one LF would still be its own */
    enum frame_kind kind;
    size_t remaining;
    struct buf payload; /* parts and what has come of the last piece */
    size_t declared_size;
};

/* `most`: the ceiling of a payload. */
void frame_parser_init(struct frame_parser *parser, size_t most,
                       struct frame_handler to);
/* Begin a new stream with a new nonce; memory is kept. */
void frame_parser_begin(struct frame_parser *parser,
                        const char nonce[NONCE_SIZE + 1]);
void frame_parser_add(struct frame_parser *parser, const char *bytes,
                      size_t size);
/* The stream ended: an unfinished head is handed on as log bytes. */
void frame_parser_end(struct frame_parser *parser);
/* Bytes of a frame, its head included, whose end has not come. */
size_t frame_parser_partial_bytes(const struct frame_parser *parser);
void frame_parser_free(struct frame_parser *parser);

#endif
