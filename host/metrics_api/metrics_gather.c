#include "host/metrics_api/metrics_gather.h"

#include "host/dispatch/dispatcher.h"
#include "host/events/events.h"
#include "host/metrics/stats_book.h"
#include "host/runner/pool.h"

static void forget(void *self, struct function_stats *stats)
{
    (void)self;
    stats->now = (struct function_gauges){.running = 0};
}

static void add_runner(struct function_gauges *now, const struct runner *runner)
{
    now->processes += runner->process.pid && !runner->stopping ? 1 : 0;
    for (size_t i = 0; i < runner->execution_count; i++) {
        const struct execution *exec = &runner->executions[i];
        if (exec->invocation && exec->dispatched)
            now->running++;
        else if (exec->invocation)
            now->waiting++;
    }
}

static void add_pool(const struct pool *pool)
{
    struct function_gauges *now = pool->stats ? &pool->stats->now : NULL;

    if (!now)
        return;
    now->memory_limit_bytes =
        (uint64_t)pool->function->manifest.memory_mb * 1024 * 1024;
    for (size_t i = 0; i < pool->count; i++)
        add_runner(now, pool->runners[i]);
    for (const struct invocation *inv = pool->queue.head; inv; inv = inv->next)
        now->waiting++;
}

static void add_pools(const struct deployment *dep)
{
    for (; dep; dep = dep->next)
        add_pool(dep->pool);
}

static void add_event(const struct stats_book *book,
                      const struct event_item *item)
{
    struct function_stats *stats =
        stats_book_find(book, item->lane->function, FUNCTION_LATEST);

    if (!stats)
        return;
    stats->now.events_waiting++;
    if (!stats->now.event_oldest_ms ||
        item->accepted_ms < stats->now.event_oldest_ms)
        stats->now.event_oldest_ms = item->accepted_ms;
}

static size_t add_events(const struct stats_book *book,
                         const struct events *events)
{
    const struct event_item *item = events ? events->lanes.items : NULL;
    size_t deliveries = 0;

    for (; item; item = item->following)
        if (*item->lane->destination)
            deliveries++;
        else
            add_event(book, item);
    return deliveries;
}

size_t metrics_gather(const struct dispatcher *dispatcher,
                      const struct events *events)
{
    const struct stats_book *book = dispatcher->context.stats;

    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        if (dispatcher->deployments[i]->pool->stats)
            dispatcher->deployments[i]->pool->stats->listed = true;
    stats_book_each(book, forget, NULL);
    add_pools(dispatcher->retired);
    add_pools(dispatcher->versions);
    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        add_pool(dispatcher->deployments[i]->pool);
    return add_events(book, events);
}
