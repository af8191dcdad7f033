/* caller_access.h - the right that each request needs, and its check. */
#ifndef DAYFLY_HOST_SERVER_CALLER_ACCESS_H
#define DAYFLY_HOST_SERVER_CALLER_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

struct http_request;
struct service_context;

/* `is_api`: the path is one of the Lambda API's. */

/* When the headers are complete. False: the caller is refused, whatever the
 * body is. */
bool caller_access_headers(struct service_context *service,
                           const struct http_request *req, bool is_api);
/* The body is not kept in the request: it comes here, too. */
void caller_access_stream(const struct service_context *service,
                          struct http_request *req);
void caller_access_add(struct http_request *req, const char *bytes,
                       size_t size);
/* When the body is complete. False: the refusal was sent. */
bool caller_access_whole(struct service_context *service,
                         struct http_request *req, bool is_api);
/* The request is closed. */
void caller_access_end(struct http_request *req);

/* A web page of another origin may send it: the URL is public. */
bool caller_access_is_public(struct service_context *service,
                             const struct http_request *req);

#endif
