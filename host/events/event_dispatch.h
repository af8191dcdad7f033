/* event_dispatch.h - events that are due go to their functions and
 * destinations: of each lane in turn, and no more than its function takes, so
 * that callers who wait are not kept waiting. */
#ifndef DAYFLY_HOST_EVENTS_EVENT_DISPATCH_H
#define DAYFLY_HOST_EVENTS_EVENT_DISPATCH_H

struct events;

/* Begins what may begin now. Sets the timers for the rest. */
void event_dispatch(struct events *events);
/* Lanes that took none are asked again. */
void event_dispatch_again(struct events *events);

#endif
