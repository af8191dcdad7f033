/* event_loop.h - one thread's waiting: descriptors, timers, and rooms that keep a
 * clock of their own.
 *
 * Watches, timers and errands are the caller's memory and must be taken out
 * (loop_forget, timer_clear) before it goes. Callbacks may do anything to any
 * of them, themselves included: events are taken from the kernel one by one,
 * so that none can be about something an earlier callback took away. */
#ifndef DAYFLY_HOST_BASE_EVENT_LOOP_H
#define DAYFLY_HOST_BASE_EVENT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

struct watch {
    int fd; /* -1: not watched */
    void (*ready)(void *self, uint32_t events);
    void *self;
};

struct timer {
    int64_t due_ms; /* on the monotonic clock; 0: not set */
    void (*fire)(void *self);
    void *self;
    struct timer *next;
};

/* Called before each wait; returns for how many milliseconds the room needs no
 * attention, -1 for ever. */
struct errand {
    int64_t (*turn)(void *self);
    void *self;
    struct errand *next;
};

struct loop {
    int epoll;
    bool hurry; /* do not sleep before every errand was run again */
    struct timer *timers;
    struct errand *errands;
};

bool loop_open(struct loop *l, struct fault *f);
void loop_close(struct loop *l);

/* `events` are epoll's. One descriptor may be watched once per loop. */
bool loop_watch(struct loop *l, struct watch *w, uint32_t events,
                struct fault *f);
void loop_forget(struct loop *l, struct watch *w);

void loop_errand(struct loop *l, struct errand *e);

/* Sets or moves a timer to `in_ms` from now. */
void timer_set(struct loop *l, struct timer *t, int64_t in_ms);
void timer_clear(struct loop *l, struct timer *t);

/* Waits for what comes first, and sees to it. */
void loop_turn(struct loop *l);

#endif
