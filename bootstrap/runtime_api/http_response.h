/* http_response.h - is this HTTP answer whole? The headers that tell, as they
 * come.
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

struct http_response {
    int64_t length; /* Content-Length; -1: none */
    bool chunked;
    bool headers_complete; /* the header block has ended */
    size_t header_blocks; /* header blocks so far; 1xx answers have their own */
    size_t bytes;         /* of headers so far */
    struct error contradiction;
};

enum http_response_line {
    HTTP_RESPONSE_STATUS, /* a new header block: forget what the last one said
                           */
    HTTP_RESPONSE_HEADER, /* *name to *value_size are filled */
    HTTP_RESPONSE_OTHER, /* the end of the block, a trailer, or nothing known */
    HTTP_RESPONSE_ENDLESS /* more headers than any honest server sends */
};

struct http_header {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
};

void http_response_clear(struct http_response *resp);
enum http_response_line http_response_add(struct http_response *resp,
                                          const char *line, size_t size,
                                          struct http_header *header);
/* `size`: bytes of body that came, the transfer having ended in order. */
bool http_response_is_complete(const struct http_response *resp, size_t size,
                               struct error *err) MUST_CHECK;

#endif
