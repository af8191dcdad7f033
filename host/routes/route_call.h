/* route_call.h - a call by a route: sent to the function, and its response. */
#ifndef DAYFLY_HOST_ROUTES_ROUTE_CALL_H
#define DAYFLY_HOST_ROUTES_ROUTE_CALL_H

#include <jansson.h>

#include "host/routes/route_response.h"

struct http_request;
struct invocation;
struct pool;

/* Takes the caller's reference to the invocation; `cors`, or NULL, is what the
 * responses of the API have; `multi_value` is that of a load balancer. The
 * request gets a response in any case. */
void route_call_add(struct http_request *req, struct invocation *inv,
                    struct pool *pool, enum route_format format,
                    bool multi_value, const json_t *cors);
/* An error as API Gateway, or a load balancer, has it, with the reason in the
 * header Dayfly-Reason. */
void route_call_refuse(struct http_request *req, unsigned status,
                       enum route_format format, const char *message,
                       const char *reason);

#endif
