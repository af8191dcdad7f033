/* url_request.h - an HTTP request to a URL, or to a route, becomes an
 * invocation.
 */
#ifndef DAYFLY_HOST_URLS_URL_REQUEST_H
#define DAYFLY_HOST_URLS_URL_REQUEST_H

#include "host/urls/url_event.h"

struct function;
struct http_request;
struct invocation;
struct service_context;

/* What of the request is the function's, and how its event is made. */
struct url_source {
    const char *path;
    size_t path_size;
    const char *query;
    /* Appends the event; false: it is too large, or memory is short. */
    bool (*make)(void *self, struct buf *out, struct url_request *u);
    void *self;
};

/* Without a response sink. NULL: the error response was sent. */
struct invocation *url_request_invocation(const struct service_context *service,
                                          struct http_request *req,
                                          const struct url_source *source,
                                          const struct function *fn);
void url_request_reject_large(struct http_request *req);

#endif
