/* route_event.h - makes the event of a route from an HTTP request: payload
 * format 1.0, which REST APIs have. */
#ifndef DAYFLY_HOST_ROUTES_ROUTE_EVENT_H
#define DAYFLY_HOST_ROUTES_ROUTE_EVENT_H

#include "host/sam/sam_template.h"
#include "host/urls/url_event.h"

/* Appends the event's JSON. `u` has a route. False if `out` is full or memory
 * is short. */
bool route_event_make(struct buf *out, const struct url_request *u,
                      const struct sam_route *route,
                      enum sam_api_kind kind) MUST_CHECK;

#endif
