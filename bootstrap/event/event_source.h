/* event_source.h - where events come from and answers go: the Runtime API, or
 * stdin and stdout (--once). One event at a time: ask, arrive, answer, and
 * again.
 *
 * Calls do not wait; wait() does. Each false is final: the platform is out of
 * reach, and f says why. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_EVENT_SOURCE_H
#define DAYFLY_BOOTSTRAP_EVENT_EVENT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/event/response.h"
#include "common/error.h"
#include "common/poll_set.h"

enum source_status {
    SOURCE_PENDING, /* still under way */
    SOURCE_EVENT,   /* an event is in `inv` */
    SOURCE_CLOSED,  /* no more events will come */
    SOURCE_FAILED,  /* f says why */
};

struct event_source {
    /* For the next event. peak_kib: the most memory of the process that had the
     * last one; 0: not known. */
    bool (*request_next)(void *self, int64_t peak_kib, struct error *f);
    /* Sleeps until there is news, one of w's descriptors is ready, or its time
     * is over; fills in what was found. */
    bool (*wait)(void *self, struct poll_set *w, struct error *f);
    enum source_status (*take_event)(void *self, struct invocation *inv,
                                     struct error *f);
    /* Begins to send. inv and the answer must live until answered() is true. */
    bool (*send_response)(void *self, const struct invocation *inv,
                          struct response *a, struct error *f);
    bool (*response_sent)(void *self);
    /* Birth failed: says so, and waits until it is said. */
    bool (*send_init_error)(void *self, struct response *a, struct error *f);
    void (*close)(void *self);
    void *self;
};

#endif
