/* frame_parser.h - separates the frames of a bridge from the log output between
 * them. A frame of bridge protocol 1 is
 *
 *     RS nonce SP kind SP length LF payload [LF]
 *
 * A payload that is too long for one atomic write comes as `part` frames before
 * the frame it belongs to; that of a `log` frame as `log-part` frames, because
 * another thread may log while an answer is written. Bytes that look like a
 * frame but have another nonce, an unknown kind or an invalid length are log
 * output. Memory is bounded for any input. */
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
    FRAME_LOG_PART,
};

/* Of a frame and its parts, so far. */
struct frame_payload {
    struct buf bytes;
    size_t declared_size;
};

/* Receives frames and log output. declared_size is the payload's length as the
 * bridge declared it: more than payload->size if the payload exceeds the
 * maximum. on_frame may take the payload's memory (buf_swap). */
struct frame_handler {
    void (*on_frame)(void *self, enum frame_kind kind, struct buf *payload,
                     size_t declared_size);
    void (*on_plain_bytes)(void *self, const char *bytes, size_t size);
    void *self;
    /* `log-part` frames have filled half of the maximum: may process a prefix
     * of the payload and returns its size. NULL: the payload is collected. */
    size_t (*on_log_part)(void *self, const struct buf *payload);
};

struct frame_parser {
    char nonce[NONCE_SIZE + 1];
    struct frame_handler handler;
    char head[FRAME_HEAD_MAX]; /* the first line of a frame so far */
    size_t head_size;
    bool in_payload;  /* the head is complete */
    bool after_frame; /* a frame has just ended: an LF now belongs to it */
    enum frame_kind kind;
    size_t remaining; /* payload bytes of this frame that are still to come */
    struct frame_payload answer;
    struct frame_payload log;
};

/* answer_max, log_max: bytes of a payload that are kept. */
void frame_parser_init(struct frame_parser *parser, size_t answer_max,
                       size_t log_max, struct frame_handler handler);
/* Begins a new stream with a new nonce; keeps the memory. */
void frame_parser_begin(struct frame_parser *parser,
                        const char nonce[NONCE_SIZE + 1]);
void frame_parser_add(struct frame_parser *parser, const char *bytes,
                      size_t size);
/* The stream has ended: an incomplete head is log output. */
void frame_parser_end(struct frame_parser *parser);
/* Bytes of an incomplete answer so far, its head included; 0: there is none. */
size_t frame_parser_partial_bytes(const struct frame_parser *parser);
void frame_parser_free(struct frame_parser *parser);

#endif
