#include "host/priority/priority.h"

#include "common/clock.h"
#include "host/priority/process_tree.h"

static void take(struct priority *priority)
{
    for (size_t i = 0; i < priority->count; i++)
        scheduling_restore(&priority->threads[i]);
    priority->count = 0;
}

static void take_later(void *self)
{
    take(self);
}

static int64_t rest_left_ms(const struct priority_rest *rest)
{
    int64_t rested_ms = clock_mono_ms() - rest->called_ms;

    if (rest->is_called(rest->self))
        return PRIORITY_REST_MS;
    return rested_ms < PRIORITY_REST_MS ? PRIORITY_REST_MS - rested_ms : 0;
}

/* Work that goes on without an invocation does not go before others. Whether it
 * has ended is looked for less and less often. */
static void give(void *self)
{
    struct priority *priority = self;
    pid_t threads[PRIORITY_THREADS_MAX];
    int64_t left_ms = rest_left_ms(priority->rest);

    if (left_ms > 0) {
        timer_set(priority->loop, &priority->timer, left_ms);
        return;
    }
    take(priority);
    priority->rested = true;
    size_t count =
        process_tree_threads(priority->pid, threads, PRIORITY_THREADS_MAX);
    for (size_t i = 0; i < count; i++)
        if (!process_tree_runs(threads[i]))
            scheduling_raise(&priority->threads[priority->count++], threads[i]);
    if (priority->count == count)
        return;
    timer_set(priority->loop, &priority->timer, priority->again_ms);
    if (priority->again_ms < PRIORITY_AGAIN_MAX_MS)
        priority->again_ms *= 2;
}

void priority_init(struct priority *priority, struct event_loop *loop,
                   const struct priority_rest *rest)
{
    *priority = (struct priority){
        .loop = loop, .rest = rest, .timer = {.self = priority}};
}

static void set_timer(struct priority *priority, void (*on_fire)(void *self),
                      int64_t in_ms)
{
    priority->timer.on_fire = on_fire;
    timer_set(priority->loop, &priority->timer, in_ms);
}

void priority_ended(struct priority *priority, pid_t pid)
{
    if (pid <= 0)
        return;
    priority->pid = pid;
    priority->again_ms = PRIORITY_REST_MS;
    set_timer(priority, give, PRIORITY_REST_MS);
}

void priority_begins(struct priority *priority)
{
    if (priority->rested) {
        priority->rested = false;
        set_timer(priority, take_later, PRIORITY_FIRST_MS);
        return;
    }
    timer_clear(priority->loop, &priority->timer);
    take(priority);
}

void priority_forget(struct priority *priority)
{
    timer_clear(priority->loop, &priority->timer);
    priority->rested = false;
    priority->count = 0;
}
