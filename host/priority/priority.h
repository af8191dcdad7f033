/* priority.h - when the runtime process of a function goes before those of
 * others: for the first moments of an invocation, if the function has rested
 * before it. So functions that are called without a pause do not make it wait.
 *
 * It is given that while it rests, with all that it has started, so that the
 * invocation does not wait for it. A thread that runs then does not get it
 * until it waits. */
#ifndef DAYFLY_HOST_PRIORITY_PRIORITY_H
#define DAYFLY_HOST_PRIORITY_PRIORITY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "host/base/event_loop.h"
#include "host/priority/scheduling.h"

enum {
    PRIORITY_REST_MS = 50,  /* without an invocation, before it is given */
    PRIORITY_FIRST_MS = 10, /* of an invocation, after which it is taken */
    PRIORITY_THREADS_MAX = 32,
    PRIORITY_AGAIN_MAX_MS = 10000,
};

/* Of one function: how long none of its invocations has run or waited. */
struct priority_rest {
    bool (*is_called)(const void *self); /* one runs or waits */
    const void *self;
    int64_t called_ms; /* monotonic; the last one ended */
};

/* Of one runtime process. */
struct priority {
    struct event_loop *loop;
    const struct priority_rest *rest; /* borrowed: of the function */
    pid_t pid;                        /* that rests or is invoked */
    bool rested; /* it was given, and no invocation has begun */
    struct scheduling threads[PRIORITY_THREADS_MAX]; /* that have it */
    size_t count;
    int64_t again_ms; /* until it is given to threads that run now */
    struct timer timer;
};

void priority_init(struct priority *priority, struct event_loop *loop,
                   const struct priority_rest *rest);

/* An invocation of the process has ended. */
void priority_ended(struct priority *priority, pid_t pid);
/* An invocation begins. */
void priority_begins(struct priority *priority);
/* The process has ended, or the host ends. */
void priority_forget(struct priority *priority);

#endif
