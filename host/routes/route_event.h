/* route_event.h - makes the event of a route from an HTTP request: payload
 * format 1.0, which REST APIs have. */
#ifndef DAYFLY_HOST_ROUTES_ROUTE_EVENT_H
#define DAYFLY_HOST_ROUTES_ROUTE_EVENT_H

#include "host/front/route_table.h"
#include "host/urls/url_event.h"

/* Appends the event's JSON. `u` has a route. False if `out` is full or memory
 * is short. */
bool route_event_make(struct buf *out, const struct url_request *u,
                      const struct api_route *route) MUST_CHECK;

#endif
