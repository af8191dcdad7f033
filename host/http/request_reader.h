/* request_reader.h - receives one request: its headers go through the request
 * filter, its body to the handler or into a buffer.
 *
 * libmicrohttpd calls: headers once, body for each piece, complete once, and
 * end in any case. */
#ifndef DAYFLY_HOST_HTTP_REQUEST_READER_H
#define DAYFLY_HOST_HTTP_REQUEST_READER_H

#include <stdbool.h>
#include <stddef.h>

struct http_exchange;

/* False: the filter rejected the request, and the response is ready. */
bool request_reader_headers(struct http_exchange *x, const char *method,
                            const char *version);
/* Takes bytes of the body; *size is how many are left. False: the connection is
 * to be closed. */
bool request_reader_body(struct http_exchange *x, const char *bytes,
                         size_t *size);
/* Hands the complete request to the handler. */
void request_reader_complete(struct http_exchange *x);
/* Tells the handler if the request broke off before it was complete. */
void request_reader_end(struct http_exchange *x);

#endif
