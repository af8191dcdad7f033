/* url_buffered.h - function URLs with the invoke mode BUFFERED: the response is
 * sent once the function has returned it whole. */
#ifndef DAYFLY_HOST_URLS_URL_BUFFERED_H
#define DAYFLY_HOST_URLS_URL_BUFFERED_H

struct http_request;
struct invocation;
struct pool;

/* Takes the caller's reference to the invocation. The request gets a response
 * in any case. */
void url_buffered_add(struct http_request *req, struct invocation *inv,
                      struct pool *pool);

#endif
