/* route_response.h - makes the HTTP response of a route from the function's
 * result. */
#ifndef DAYFLY_HOST_ROUTES_ROUTE_RESPONSE_H
#define DAYFLY_HOST_ROUTES_ROUTE_RESPONSE_H

#include "host/urls/url_response.h"

enum route_format {
    ROUTE_REST_API, /* an object of the members that AWS names, no others */
    ROUTE_HTTP_V1,  /* an object with statusCode */
    ROUTE_HTTP_V2,  /* as of a function URL */
};

/* With `multiValueHeaders`, but in ROUTE_HTTP_V2. As url_response_make(). */
bool route_response_make(struct url_response *resp, struct buf *result,
                         enum route_format format, struct error *err);

#endif
