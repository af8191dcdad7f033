/* request_filter.h - which HTTP requests are served at all, judged by their
 * headers.
 *
 * The parser in front is lenient; what it lets through and could be read in
 * two ways is refused here, and so is what a web page elsewhere could send
 * to a server on loopback. Pure: notes headers, gives a verdict. */
#ifndef DAYFLY_HOST_HTTP_REQUEST_FILTER_H
#define DAYFLY_HOST_HTTP_REQUEST_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HTTP_HOST_SIZE = 256,
};

struct request_filter {
    size_t header_bytes;
    unsigned host_count;
    unsigned length_count;
    unsigned coding_count;
    unsigned origin_count;
    bool bad_name;     /* a name is not a token */
    bool control_char; /* a control character in a value */
    bool bad_coding;   /* Transfer-Encoding is not exactly "chunked" */
    bool bad_length;   /* Content-Length is not plain digits */
    bool cross_site;   /* Sec-Fetch-Site says that another site asks */
    uint64_t length;   /* Content-Length; UINT64_MAX when it is beyond that */
    char host[HTTP_HOST_SIZE];
    char origin[HTTP_HOST_SIZE + 8];
};

struct http_reject {
    unsigned status;
    char message[160];
};

void request_filter_add_header(struct request_filter *filter, const char *name,
                               size_t name_size, const char *value,
                               size_t value_size);

/* The request may go on. False: `why` has the status and one sentence.
 * `version` is "HTTP/1.1" and the like; `own_host`, or NULL, is a host name
 * allowed besides the names and literals of loopback; `header_most` is how
 * many bytes of headers are taken. */
bool request_filter_check(const struct request_filter *filter,
                          const char *version, const char *own_host,
                          size_t header_most, struct http_reject *reject);

/* A name is a token, a value holds no control character but the tab. */
bool http_name_is_valid(const char *name, size_t size);
bool http_value_is_valid(const char *value, size_t size);

#endif
