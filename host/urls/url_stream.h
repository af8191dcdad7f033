/* url_stream.h - function URLs with the invoke mode RESPONSE_STREAM: the bytes
 * of the response are sent while the function produces them. */
#ifndef DAYFLY_HOST_URLS_URL_STREAM_H
#define DAYFLY_HOST_URLS_URL_STREAM_H

struct http_request;
struct invocation;
struct pool;

/* Takes the caller's reference to the invocation. The request gets a response
 * in any case. */
void url_stream_add(struct http_request *req, struct invocation *inv,
                    struct pool *pool);

#endif
