/* event_accept.h - an event of a caller is taken: its caller gets 202 when it
 * is on the disk. */
#ifndef DAYFLY_HOST_EVENTS_EVENT_ACCEPT_H
#define DAYFLY_HOST_EVENTS_EVENT_ACCEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

struct events;
struct http_request;
struct invocation;

enum { EVENT_MARK_MAX = 160 };

enum event_fate {
    EVENT_TAKEN,
    EVENT_REPEATED, /* it was taken before, by its mark */
    EVENT_LOST,     /* the disk does not take it */
};

/* Takes the event of the invocation, of which it keeps a reference of its own.
 * The answer follows: 202 with this body, or why the event cannot be taken.
 * Takes the request's user_data and on_closed. */
void event_accept(struct events *events, struct http_request *req,
                  struct invocation *inv, const char *answer);

/* An event that the host has made itself, or that has a caller whom another
 * folder answers. */
struct event_submission {
    /* At most EVENT_MARK_MAX bytes: only if `value` is higher than the one that
     * was given with the same mark before, the event is taken. */
    const char *mark;
    int64_t value;
    bool lasting; /* it is tried until the disk takes it or the host ends */
    void (*end)(void *self, enum event_fate fate, const char *why);
    void *self;
};

/* Takes the event, of which it keeps a reference of its own; end() follows.
 * False: err says why not, and end() is not called. */
bool event_submit(struct events *events, struct invocation *inv,
                  const struct event_submission *submission,
                  struct error *err) MUST_CHECK;

#endif
