#include "host/base/event_loop.h"

#include <limits.h>
#include <stddef.h>
#include <sys/epoll.h>

#include "common/clock.h"
#include "common/fd.h"

bool event_loop_open(struct event_loop *l, struct error *f)
{
    *l = (struct event_loop){.epoll = epoll_create1(EPOLL_CLOEXEC)};
    if (l->epoll < 0)
        return error_set_errno(f, "cannot make an epoll");
    return true;
}

void event_loop_close(struct event_loop *l)
{
    fd_close(&l->epoll);
}

bool event_loop_watch(struct event_loop *l, struct fd_watch *w, uint32_t events,
                      struct error *f)
{
    struct epoll_event event = {.events = events, .data.ptr = w};

    if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, w->fd, &event) != 0)
        return error_set_errno(f, "cannot watch a descriptor");
    return true;
}

void event_loop_forget(struct event_loop *l, struct fd_watch *w)
{
    if (w->fd >= 0)
        (void)epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->fd, NULL);
    w->fd = -1;
}

void event_loop_add_hook(struct event_loop *l, struct loop_hook *e)
{
    e->next = l->errands;
    l->errands = e;
}

void timer_set(struct event_loop *l, struct timer *t, int64_t in_ms)
{
    if (t->due_ms == 0) {
        t->next = l->timers;
        l->timers = t;
    }
    t->due_ms = clock_mono_ms() + in_ms;
}

void timer_clear(struct event_loop *l, struct timer *t)
{
    for (struct timer **at = &l->timers; *at; at = &(*at)->next) {
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

/* Milliseconds until the next timer, -1 for none. */
static int64_t timers_wait(const struct event_loop *l)
{
    int64_t wait = -1;
    int64_t now = l->timers ? clock_mono_ms() : 0;

    for (const struct timer *t = l->timers; t; t = t->next)
        wait = sooner(wait, t->due_ms > now ? t->due_ms - now : 0);
    return wait;
}

/* One timer per turn: firing may change the list. */
static void timers_fire(struct event_loop *l)
{
    int64_t now = l->timers ? clock_mono_ms() : 0;

    for (struct timer *t = l->timers; t; t = t->next) {
        if (t->due_ms <= now) {
            timer_clear(l, t);
            t->fire(t->self);
            return;
        }
    }
}

void event_loop_run_once(struct event_loop *l)
{
    struct epoll_event event;
    int64_t wait = -1;

    l->skip_wait = false;
    for (struct loop_hook *e = l->errands; e; e = e->next)
        wait = sooner(wait, e->turn(e->self));
    /* After the errands, which may set timers. */
    wait = sooner(wait, timers_wait(l));
    if (l->skip_wait)
        wait = 0;
    if (wait > INT_MAX)
        wait = INT_MAX;
    if (epoll_wait(l->epoll, &event, 1, (int)wait) == 1) {
        struct fd_watch *w = event.data.ptr;
        w->ready(w->self, event.events);
    }
    timers_fire(l);
}
