/* http_response.h - is this HTTP answer whole? The headers that tell, as they come.
 *
 * libcurl takes an answer without any length, or with one too large to be
 * counted, as complete when the connection closes; an event must be provably
 * so (design.md P13). A value: no I/O. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_HTTP_RESPONSE_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct reply {
    int64_t length; /* Content-Length; -1: none */
    bool chunked;
    bool over;    /* the header block has ended */
    size_t heads; /* header blocks so far; 1xx answers have their own */
    size_t bytes; /* of headers so far */
    struct fault contradiction;
};

enum reply_line {
    REPLY_STATUS, /* a new header block: forget what the last one said */
    REPLY_HEADER, /* *name to *value_size are filled */
    REPLY_OTHER,  /* the end of the block, a trailer, or nothing known */
    REPLY_ENDLESS /* more headers than any honest server sends */
};

struct reply_header {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
};

void reply_clear(struct reply *r);
enum reply_line reply_add(struct reply *r, const char *line, size_t size,
                          struct reply_header *header);
/* `size`: bytes of body that came, the transfer having ended in order. */
bool reply_whole(const struct reply *r, size_t size,
                 struct fault *f) MUST_CHECK;

#endif
