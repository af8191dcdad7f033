/* webhook.h - sends records to URLs, in a thread of its own that starts with
 * the first one. */
#ifndef DAYFLY_HOST_EVENTS_WEBHOOK_H
#define DAYFLY_HOST_EVENTS_WEBHOOK_H

#include <pthread.h>
#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"
#include "host/base/event_loop.h"

struct transfer;

struct webhook_call {
    const char *url; /* borrowed until the end, as the next */
    const char *request_id;
    const struct buf *body;
    /* In the loop. ok: the answer was 2xx; otherwise err says why not. May free
     * the call. Not called once webhooks_close() has begun. */
    void (*end)(struct webhook_call *call);
    bool ok;
    struct error err;
    struct webhook_call *next;
};

struct webhook_calls {
    struct webhook_call *head;
    struct webhook_call *tail;
};

struct webhooks {
    struct event_loop *loop;
    struct fd_watch ended_watch; /* an eventfd */
    void *multi;                 /* of libcurl; NULL: the thread does not run */
    struct transfer *transfers;  /* the thread's: what is on its way */
    pthread_t thread;
    pthread_mutex_t mutex; /* of the next three */
    struct webhook_calls added;
    struct webhook_calls ended;
    bool closing;
};

/* False: the thread cannot be started; err says why. */
bool webhooks_send(struct webhooks *webhooks, struct event_loop *loop,
                   struct webhook_call *call, struct error *err) MUST_CHECK;
/* Gives up what is on its way; those calls are returned, to be freed. */
struct webhook_call *webhooks_close(struct webhooks *webhooks);

#endif
