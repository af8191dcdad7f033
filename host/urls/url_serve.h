/* url_serve.h - requests to function URLs: any HTTP request becomes an event of
 * payload format 2.0, and the function's result the HTTP response. */
#ifndef DAYFLY_HOST_URLS_URL_SERVE_H
#define DAYFLY_HOST_URLS_URL_SERVE_H

#include <stdbool.h>

#include "host/functions/function_name.h"

struct http_request;
struct service_context;

/* False: the request is not for a function URL, and has no response yet. */
bool url_serve(struct service_context *service, struct http_request *req);
/* The request is for a function URL. */
bool url_serve_is_for(const struct http_request *req);
/* The function that the URL is of; "" if there is none. Anyone may send this
 * request to it: its URL is public, or it is a preflight request. */
bool url_serve_is_open(struct service_context *service,
                       const struct http_request *req,
                       char name[FUNCTION_NAME_MAX + 1]);
/* The same for a request that the request filter rejected. */
bool url_serve_reject(struct http_request *req, unsigned status,
                      const char *sentence);
/* A web page of another origin may send this request to a function URL. */
bool url_serve_allows_page(struct service_context *service,
                           const struct http_request *req);

#endif
