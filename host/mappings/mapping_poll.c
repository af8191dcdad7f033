#include "host/mappings/mapping_poll.h"

#include <stddef.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/management/management.h"
#include "host/mappings/mapping_batch.h"
#include "host/mappings/mapping_event.h"
#include "host/mappings/mappings.h"
#include "host/runner/pool.h"

enum {
    BUSY_MS = 50,
    ABSENT_MS = 1000,
    TROUBLE_MS = 1000,
    /* As text in JSON a message may be twice as long. */
    BATCH_BYTES = 5 * 1024 * 1024 / 2,
};

static struct event_loop *loop_of(const struct mapping *mapping)
{
    return mapping->all->management->loop;
}

static bool is_off(const struct mapping *mapping)
{
    return mapping->leaving || mapping->all->stopping ||
           !mapping->settings.enabled;
}

/* A caller who waits goes first. */
static bool takes(const struct mapping *mapping, const struct pool *pool)
{
    const struct host_context *context = pool->context;
    size_t most = mapping->settings.running_most;

    if (most > 0 && mapping->running >= most)
        return false;
    if (!context->admits(context->self, pool))
        return false;
    return mapping->running == 0 ||
           (!pool->queue.head &&
            pool_invocations(pool) <
                pool->most * manifest_lanes(&pool->function->manifest));
}

static bool is_full(const struct mapping *mapping)
{
    return mapping->gathered_count >= mapping->settings.batch_most ||
           mapping->gathered_bytes >= BATCH_BYTES / 2 ||
           clock_mono_ms() >= mapping->gathered_until_ms;
}

static struct fetched_message *take_gathered(struct mapping *mapping)
{
    struct fetched_message *first = mapping->gathered;

    mapping->gathered = NULL;
    mapping->gathered_count = mapping->gathered_bytes = 0;
    return first;
}

static void next(struct mapping *mapping)
{
    mapping_poll(mapping);
}

/* Those that no pattern wants are gone. */
static void gather(struct mapping *mapping, struct fetched_message *first,
                   const struct message_queue *queue)
{
    struct fetched_message **end = &mapping->gathered;
    struct fetched_message *refused = NULL;

    if (!mapping->gathered)
        mapping->gathered_until_ms =
            clock_mono_ms() + mapping->settings.window_ms;
    while (*end)
        end = &(*end)->next;
    while (first) {
        struct fetched_message *m = first;
        first = m->next;
        m->next = NULL;
        if (mapping_event_is_wanted(m, queue, mapping->patterns)) {
            *end = m;
            end = &m->next;
            mapping->gathered_count++;
            mapping->gathered_bytes += m->body.size;
        } else {
            m->next = refused;
            refused = m;
            mapping->counts.filtered++;
        }
    }
    if (refused)
        mapping_batch_refuse(mapping, refused);
}

static void fetched(struct message_fetch *fetch)
{
    struct mapping *mapping =
        (struct mapping *)((char *)fetch - offsetof(struct mapping, fetch));
    struct message_queue *queue =
        message_queues_find(fetch->queues, fetch->queue);
    size_t count = fetch->count;

    mapping->fetching = false;
    if (is_off(mapping) || !queue) {
        mapping_batch_return(mapping, fetch->first);
        fetch->first = NULL;
        mappings_release(mapping);
        return;
    }
    if (count > 0)
        gather(mapping, fetch->first, queue);
    fetch->first = NULL;
    if (!fetch->job.ok) {
        timer_set(loop_of(mapping), &mapping->timer, TROUBLE_MS);
        return;
    }
    if (count > 0) {
        mapping_poll(mapping);
        return;
    }
    message_queue_wait(queue, &mapping->waiter, fetch->due_ms);
    if (mapping->gathered)
        timer_set(loop_of(mapping), &mapping->timer,
                  mapping->gathered_until_ms - clock_mono_ms());
}

static void fetch(struct mapping *mapping, const struct message_queue *queue)
{
    mapping->fetching = true;
    mapping->fetch = (struct message_fetch){
        .queues = mapping->all->queues,
        .most = mapping->settings.batch_most - mapping->gathered_count,
        .most_bytes = BATCH_BYTES - mapping->gathered_bytes,
        .visibility_ms = -1,
        .end = fetched};
    message_fetch_begin(&mapping->fetch, queue);
}

static void woken(struct queue_waiter *waiter)
{
    mapping_poll(
        (struct mapping *)((char *)waiter - offsetof(struct mapping, waiter)));
}

static void due(void *self)
{
    mapping_poll(self);
}

static struct pool *pool_of(const struct mapping *mapping)
{
    const struct function_name *name = &mapping->settings.function;

    return dispatcher_qualified_pool(mapping->all->management->dispatcher,
                                     name->name, name->qualifier);
}

void mapping_poll(struct mapping *mapping)
{
    struct message_queue *queue =
        message_queues_find(mapping->all->queues, mapping->settings.queue);
    struct pool *pool;

    if (is_off(mapping) || mapping->fetching || !queue)
        return;
    message_queue_leave(&mapping->waiter);
    timer_clear(loop_of(mapping), &mapping->timer);
    pool = pool_of(mapping);
    /* The end of a batch polls again. */
    if (pool && mapping->settings.running_most > 0 &&
        mapping->running >= mapping->settings.running_most)
        return;
    if (!pool || !takes(mapping, pool)) {
        timer_set(loop_of(mapping), &mapping->timer,
                  pool ? BUSY_MS : ABSENT_MS);
        return;
    }
    if (mapping->gathered && is_full(mapping) &&
        !mapping_batch_start(mapping, pool, take_gathered(mapping), next)) {
        timer_set(loop_of(mapping), &mapping->timer, TROUBLE_MS);
        return;
    }
    if (mapping->gathered || takes(mapping, pool))
        fetch(mapping, queue);
    else if (mapping->running < mapping->settings.running_most ||
             mapping->settings.running_most == 0)
        timer_set(loop_of(mapping), &mapping->timer, BUSY_MS);
}

void mapping_poll_reset(struct mapping *mapping)
{
    message_queue_leave(&mapping->waiter);
    timer_clear(loop_of(mapping), &mapping->timer);
    if (mapping->gathered)
        mapping_batch_return(mapping, take_gathered(mapping));
    if (mapping->leaving)
        mappings_release(mapping);
    else
        mapping_poll(mapping);
}

static void added(void *self, const char *name)
{
    struct mappings *mappings = self;

    (void)name;
    for (struct mapping *m = mappings->first; m; m = m->next)
        mapping_poll(m);
}

static void begin(struct mapping *mapping)
{
    mapping->waiter.wake = woken;
    mapping->timer.on_fire = due;
    mapping->timer.self = mapping;
    mapping_poll(mapping);
}

void mapping_poll_renew(struct mapping *mapping)
{
    if (!mapping->all->started)
        return;
    if (mapping->waiter.wake)
        mapping_poll_reset(mapping);
    else
        begin(mapping);
}

void mapping_poll_start(struct mappings *mappings)
{
    mappings->started = true;
    mappings->queues->on_added = added;
    mappings->queues->self = mappings;
    for (struct mapping *m = mappings->first; m; m = m->next)
        begin(m);
}

static bool has_ended(const struct mapping *m)
{
    while (m && !m->fetching && m->users == 0)
        m = m->next;
    return !m;
}

bool mapping_poll_has_ended(const struct mappings *mappings)
{
    return has_ended(mappings->first) && has_ended(mappings->leaving) &&
           mappings->changing == 0;
}

void mapping_poll_stop(struct mappings *mappings)
{
    mappings->stopping = true;
    for (struct mapping *m = mappings->first; m; m = m->next)
        mapping_poll_reset(m);
}
