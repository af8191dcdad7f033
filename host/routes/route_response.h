/* route_response.h - makes the HTTP response of a route from the function's
 * result. */
#ifndef DAYFLY_HOST_ROUTES_ROUTE_RESPONSE_H
#define DAYFLY_HOST_ROUTES_ROUTE_RESPONSE_H

#include "host/front/route_table.h"
#include "host/urls/url_response.h"

/* With `multiValueHeaders`, but in ROUTE_HTTP_V2; a load balancer takes either
 * these, with `multi_value`, or `headers`. As url_response_make(). */
bool route_response_make(struct url_response *resp, struct buf *result,
                         enum route_format format, bool multi_value,
                         struct error *err);

#endif
