/* alb_event.h - makes the event that an Application Load Balancer sends to a
 * function, from an HTTP request. */
#ifndef DAYFLY_HOST_ROUTES_ALB_EVENT_H
#define DAYFLY_HOST_ROUTES_ALB_EVENT_H

#include "host/urls/url_event.h"

/* Appends the event's JSON. `multi_value`: headers and parameters as lists, in
 * members of other names. False if `out` is full or memory is short. */
bool alb_event_make(struct buf *out, const struct url_request *u,
                    const char *region, bool multi_value) MUST_CHECK;

#endif
