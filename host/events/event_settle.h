/* event_settle.h - an event has run, or will not: it is done, runs again, goes
 * to its destinations, or is a dead letter. */
#ifndef DAYFLY_HOST_EVENTS_EVENT_SETTLE_H
#define DAYFLY_HOST_EVENTS_EVENT_SETTLE_H

struct event_item;
struct outcome;
struct response_sink;

/* Takes the outcome of an invocation, whose sink_data is the item. */
const struct response_sink *event_settle_sink(void);
/* The function is not invoked, or cannot be, for this reason; the item was
 * taken and its invocation has the body. "EventAgeExceeded" and
 * "ZeroReservedConcurrency" are AWS's conditions. `why` is for whoever reads
 * the dead letter. */
void event_settle_refused(struct event_item *item, const char *reason,
                          const char *why);
/* The host cannot do it now, but later, if it is young enough. */
void event_settle_later(struct event_item *item, const char *why);
/* It was sent to its destination, or could not be: `why`, else NULL. */
void event_settle_sent(struct event_item *item, const char *why);

#endif
