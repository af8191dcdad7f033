/* event_loop.h - one thread's waiting: descriptors, timers, and rooms that keep
 * a clock of their own.
 *
 * Watches, timers and errands are the caller's memory and must be taken out
 * (event_loop_forget, timer_clear) before it goes. Callbacks may do anything to
 * any of them, themselves included: events are taken from the kernel one by
 * one, so that none can be about something an earlier callback took away. */
#ifndef DAYFLY_HOST_BASE_EVENT_LOOP_H
#define DAYFLY_HOST_BASE_EVENT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

struct fd_watch {
    int fd; /* -1: not watched */
    void (*on_ready)(void *self, uint32_t events);
    void *self;
};

struct timer {
    int64_t due_ms; /* on the monotonic clock; 0: not set */
    void (*on_fire)(void *self);
    void *self;
    struct timer *next;
};

/* Called before each wait; returns for how many milliseconds the room needs no
 * attention, -1 for ever. */
struct loop_hook {
    int64_t (*run)(void *self);
    void *self;
    struct loop_hook *next;
};

struct event_loop {
    int epoll;
    bool skip_wait; /* do not sleep before every errand was run again */
    struct timer *timers;
    struct loop_hook *hooks;
};

bool event_loop_open(struct event_loop *loop, struct error *err);
void event_loop_close(struct event_loop *loop);

/* `events` are epoll's. One descriptor may be watched once per loop. */
bool event_loop_watch(struct event_loop *loop, struct fd_watch *watch,
                      uint32_t events, struct error *err);
void event_loop_forget(struct event_loop *loop, struct fd_watch *watch);

void event_loop_add_hook(struct event_loop *loop, struct loop_hook *hook);

/* Sets or moves a timer to `in_ms` from now. */
void timer_set(struct event_loop *loop, struct timer *t, int64_t in_ms);
void timer_clear(struct event_loop *loop, struct timer *t);

/* Waits for what comes first, and sees to it. */
void event_loop_run_once(struct event_loop *loop);

#endif
