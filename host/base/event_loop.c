#include "host/base/event_loop.h"

#include <limits.h>
#include <stddef.h>
#include <sys/epoll.h>

#include "common/clock.h"
#include "common/fd.h"

bool event_loop_open(struct event_loop *loop, struct error *err)
{
    *loop = (struct event_loop){.epoll = epoll_create1(EPOLL_CLOEXEC)};
    if (loop->epoll < 0)
        return error_set_errno(err, "cannot create an epoll instance");
    return true;
}

void event_loop_close(struct event_loop *loop)
{
    fd_close(&loop->epoll);
}

bool event_loop_watch(struct event_loop *loop, struct fd_watch *watch,
                      uint32_t events, struct error *err)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};

    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, watch->fd, &event) != 0)
        return error_set_errno(err, "cannot add a file descriptor to epoll");
    return true;
}

void event_loop_forget(struct event_loop *loop, struct fd_watch *watch)
{
    if (watch->fd >= 0)
        (void)epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
    watch->fd = -1;
}

void event_loop_add_hook(struct event_loop *loop, struct loop_hook *hook)
{
    hook->next = loop->hooks;
    loop->hooks = hook;
}

void timer_set(struct event_loop *loop, struct timer *t, int64_t in_ms)
{
    if (t->due_ms == 0) {
        t->next = loop->timers;
        loop->timers = t;
    }
    t->due_ms = clock_mono_ms() + in_ms;
}

void timer_clear(struct event_loop *loop, struct timer *t)
{
    for (struct timer **at = &loop->timers; *at; at = &(*at)->next) {
        if (*at == t) {
            *at = t->next;
            break;
        }
    }
    t->due_ms = 0;
}

static int64_t sooner(int64_t a, int64_t b)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    return a < b ? a : b;
}

/* Milliseconds until the next timer; -1: no timer is set. */
static int64_t timers_wait(const struct event_loop *loop)
{
    int64_t wait = -1;
    int64_t now = loop->timers ? clock_mono_ms() : 0;

    for (const struct timer *t = loop->timers; t; t = t->next)
        wait = sooner(wait, t->due_ms > now ? t->due_ms - now : 0);
    return wait;
}

/* Only one, because its callback may change the list. */
static void timers_fire(struct event_loop *loop)
{
    int64_t now = loop->timers ? clock_mono_ms() : 0;

    for (struct timer *t = loop->timers; t; t = t->next) {
        if (t->due_ms <= now) {
            timer_clear(loop, t);
            t->on_fire(t->self);
            return;
        }
    }
}

void event_loop_run_once(struct event_loop *loop)
{
    struct epoll_event event;
    int64_t wait = -1;

    loop->skip_wait = false;
    for (struct loop_hook *hook = loop->hooks; hook; hook = hook->next)
        wait = sooner(wait, hook->run(hook->self));
    /* After the hooks, because they may set timers. */
    wait = sooner(wait, timers_wait(loop));
    if (loop->skip_wait)
        wait = 0;
    if (wait > INT_MAX)
        wait = INT_MAX;
    if (epoll_wait(loop->epoll, &event, 1, (int)wait) == 1) {
        struct fd_watch *watch = event.data.ptr;
        watch->on_ready(watch->self, event.events);
    }
    timers_fire(loop);
}
