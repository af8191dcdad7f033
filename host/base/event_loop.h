/* event_loop.h - waits, in one thread, for file descriptors and timers, and
 * calls their callbacks.
 *
 * The caller owns the memory of watches, timers and hooks, and must remove a
 * watch (event_loop_forget) or timer (timer_clear) before freeing it. A
 * callback may add, change or remove any of them, including its own: the loop
 * takes one event at a time from the kernel, so that no event can concern a
 * watch that an earlier callback has removed. */
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
    int64_t due_ms; /* monotonic clock; 0: not set */
    void (*on_fire)(void *self);
    void *self;
    struct timer *next;
};

/* Called before each wait. Returns after how many milliseconds it must be
 * called again at the latest; -1: no need. */
struct loop_hook {
    int64_t (*run)(void *self);
    void *self;
    struct loop_hook *next;
};

struct aside;

struct event_loop {
    int epoll;
    struct aside *aside; /* borrowed: it starts processes (aside.h); or NULL */
    bool skip_wait;      /* call all hooks again before sleeping */
    struct timer *timers;
    struct loop_hook *hooks;
};

bool event_loop_open(struct event_loop *loop, struct error *err);
void event_loop_close(struct event_loop *loop);

/* `events` as for epoll_ctl(2). A descriptor can be watched only once. */
bool event_loop_watch(struct event_loop *loop, struct fd_watch *watch,
                      uint32_t events, struct error *err);
void event_loop_forget(struct event_loop *loop, struct fd_watch *watch);

void event_loop_add_hook(struct event_loop *loop, struct loop_hook *hook);

/* Lets the timer fire once, `in_ms` from now; replaces an earlier time. */
void timer_set(struct event_loop *loop, struct timer *t, int64_t in_ms);
void timer_clear(struct event_loop *loop, struct timer *t);

/* Calls the hooks, waits for the first event or timer, and calls its callback.
 */
void event_loop_run_once(struct event_loop *loop);

#endif
