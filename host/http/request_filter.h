/* request_filter.h - rejects HTTP requests because of their request line and
 * headers.
 *
 * libmicrohttpd's parser is lenient: the filter rejects what proxies and
 * servers could read differently (request smuggling). It also rejects what a
 * web page of another origin, or with DNS rebinding, can make a browser send to
 * a server on loopback. */
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
    bool cross_site;   /* by Sec-Fetch-Site, a page of another site sent it */
    uint64_t length;   /* Content-Length; UINT64_MAX if it is larger */
    bool is_secure;    /* it came by https */
    bool knows_host;   /* the host is allowed, whatever it is */
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

/* The host that a trusted proxy was asked for, instead of the header's. */
void request_filter_set_host(struct request_filter *filter, const char *host);

/* The request line: the method is a token, and the target, which is as it was
 * sent, has no space and no control character. */
bool request_filter_check_line(const char *method, const char *target,
                               struct http_reject *reject);

/* True: the request is accepted. False: `reject` has the status and a sentence
 * for the response. `version` is for example "HTTP/1.1"; `own_hosts`, or
 * NULL, are allowed in Host, as are all IP addresses, localhost and its
 * subdomains; `header_max` is the limit for all headers together, in bytes. */
bool request_filter_check(const struct request_filter *filter,
                          const char *version, const char *const *own_hosts,
                          size_t header_max, struct http_reject *reject);

/* The same about the page that has sent an accepted request: false if that is
 * of another origin. */
bool request_filter_check_page(const struct request_filter *filter,
                               struct http_reject *reject);

/* By RFC 9110: a name is a token; a value has no control characters but TAB. */
bool http_name_is_valid(const char *name, size_t size);
bool http_value_is_valid(const char *value, size_t size);

#endif
