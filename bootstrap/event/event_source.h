/* event_source.h - the interface of what delivers events and takes responses:
 * the Runtime API, or stdin and stdout (--once). One event at a time:
 * request_next, take_event, expect_response, send_response, and again.
 *
 * Only wait() and send_init_error() block; send_response() does for 1 s at
 * most, after tell_loading(). A function that returns false has failed for
 * good: the platform cannot be reached, and err says why. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_EVENT_SOURCE_H
#define DAYFLY_BOOTSTRAP_EVENT_EVENT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/event/response.h"
#include "common/error.h"
#include "common/poll_set.h"

enum source_status {
    SOURCE_PENDING, /* no event has arrived yet */
    SOURCE_EVENT,   /* `inv` holds the event */
    SOURCE_CLOSED,  /* no more events will arrive */
    SOURCE_FAILED,  /* err says why */
};

/* When a process loads the handler's code. */
enum code_load {
    CODE_LOAD_NEVER,  /* it is a program */
    CODE_LOAD_ALWAYS, /* before it can take an event */
    CODE_LOAD_ONCE,   /* all are copies of the one that has */
};

struct event_source {
    /* Requests the next event. peak_kib: peak memory of the process that had
     * the last event; 0: not known. */
    bool (*request_next)(void *self, int64_t peak_kib, enum code_load load,
                         struct error *err);
    /* Waits until the source makes progress, a descriptor of the set is ready
     * or the set's deadline is over; fills in the revents of the set. */
    bool (*wait)(void *self, struct poll_set *set, struct error *err);
    enum source_status (*take_event)(void *self, struct invocation *inv,
                                     struct error *err);
    /* `inv` waits for a process that loads the handler: the time of the event
     * has not begun. NULL: nobody is to be told. */
    void (*tell_loading)(void *self, const struct invocation *inv);
    /* Work that can be done before the response to `inv` is known. NULL: there
     * is none. */
    void (*expect_response)(void *self, const struct invocation *inv);
    /* Begins to send. inv and resp must live until response_sent() is true. */
    bool (*send_response)(void *self, const struct invocation *inv,
                          struct response *resp, struct error *err);
    bool (*response_sent)(void *self);
    /* Reports that the function cannot start. */
    bool (*send_init_error)(void *self, struct response *resp,
                            struct error *err);
    void (*close)(void *self);
    void *self;
};

#endif
