/* request_owner.h - whose a request is, by its method, its target and its
 * headers: an API's, a webhook's, or that of routes. Who needs a key depends on
 * it, and which web pages may send it. */
#ifndef DAYFLY_HOST_SERVER_REQUEST_OWNER_H
#define DAYFLY_HOST_SERVER_REQUEST_OWNER_H

#include <stdbool.h>

struct http_request;
struct service_context;

/* Its host is of routes alone. */
bool request_owner_is_bound(struct service_context *service,
                            const struct http_request *req);
/* A form of an older client of SQS or STS at "/". */
bool request_owner_is_forms(struct service_context *service,
                            const struct http_request *req);
bool request_owner_is_hook(struct service_context *service,
                           const struct http_request *req);
/* Of one of AWS's APIs or of the host's own. Who calls needs a key, and a web
 * page that does is to be the host's page. */
bool request_owner_is_api(struct service_context *service,
                          const struct http_request *req);

#endif
