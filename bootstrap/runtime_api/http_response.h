/* http_response.h - checks from the headers of an HTTP response that its body
 * is complete.
 *
 * libcurl accepts a response without a length, or with one that is too large,
 * as complete when the connection is closed. A truncated event must never run,
 * so here the response must prove that it is complete. A value: no I/O. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_HTTP_RESPONSE_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct http_response {
    int64_t length; /* Content-Length; -1: absent */
    bool chunked;
    bool headers_complete; /* the header block has ended */
    size_t header_blocks;  /* so far; each 1xx response has one of its own */
    size_t bytes;          /* of headers so far */
    struct error contradiction; /* "": none */
};

enum http_response_line {
    HTTP_RESPONSE_STATUS,  /* a new header block: the last one is void */
    HTTP_RESPONSE_HEADER,  /* *header is filled in */
    HTTP_RESPONSE_OTHER,   /* the end of the block, a trailer, or unknown */
    HTTP_RESPONSE_ENDLESS, /* too many headers; abort the request */
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
/* The transfer has ended without an error. size: bytes of the body. False: err
 * says why it may be incomplete. */
bool http_response_is_complete(const struct http_response *resp, size_t size,
                               struct error *err) MUST_CHECK;

#endif
