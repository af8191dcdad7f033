/* event_accept.h - an event of a caller is taken: its caller gets 202 when it
 * is on the disk. */
#ifndef DAYFLY_HOST_EVENTS_EVENT_ACCEPT_H
#define DAYFLY_HOST_EVENTS_EVENT_ACCEPT_H

struct events;
struct http_request;
struct invocation;

/* Takes the event of the invocation, of which it keeps a reference of its own.
 * The answer follows: 202 with this body, or why the event cannot be taken.
 * Takes the request's user_data and on_closed. */
void event_accept(struct events *events, struct http_request *req,
                  struct invocation *inv, const char *answer);

#endif
