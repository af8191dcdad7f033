#include "host/dispatch/dispatcher_end.h"

#include "host/dispatch/deployment.h"
#include "host/dispatch/dispatcher_refresh.h"
#include "host/dispatch/folder_build.h"
#include "host/dispatch/function_trial.h"
#include "host/runner/pool.h"
#include "host/runner/pool_end.h"

static void each_pool(struct dispatcher *dispatcher,
                      void (*act)(struct pool *pool))
{
    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        act(dispatcher->deployments[i]->pool);
    for (struct deployment *at = dispatcher->retired; at; at = at->next)
        act(at->pool);
    for (struct deployment *at = dispatcher->versions; at; at = at->next)
        act(at->pool);
    for (struct deployment *at = dispatcher->refused; at; at = at->next)
        act(at->pool);
}

void dispatcher_drain(struct dispatcher *dispatcher)
{
    dispatcher->closing = true;
    timer_clear(dispatcher->context.loop, &dispatcher->debounce_timer);
    timer_clear(dispatcher->context.loop, &dispatcher->rescan_timer);
    timer_clear(dispatcher->context.loop, &dispatcher->change_timer);
    program_build_close(&dispatcher->build);
    kept_code_stop(dispatcher);
    function_trials_cancel(dispatcher);
    each_pool(dispatcher, pool_drain);
}

void dispatcher_shut(struct dispatcher *dispatcher)
{
    each_pool(dispatcher, pool_shut);
}

size_t dispatcher_invocations(const struct dispatcher *dispatcher)
{
    size_t count = 0;

    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        count += pool_invocations(dispatcher->deployments[i]->pool);
    for (struct deployment *at = dispatcher->retired; at; at = at->next)
        count += pool_invocations(at->pool);
    for (struct deployment *at = dispatcher->versions; at; at = at->next)
        count += pool_invocations(at->pool);
    return count;
}

bool dispatcher_is_empty(const struct dispatcher *dispatcher)
{
    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        if (!pool_is_empty(dispatcher->deployments[i]->pool))
            return false;
    for (struct deployment *at = dispatcher->retired; at; at = at->next)
        if (!pool_is_empty(at->pool))
            return false;
    for (struct deployment *at = dispatcher->versions; at; at = at->next)
        if (!pool_is_empty(at->pool))
            return false;
    for (struct deployment *at = dispatcher->refused; at; at = at->next)
        if (!pool_is_empty(at->pool))
            return false;
    return true;
}

void dispatcher_close(struct dispatcher *dispatcher)
{
    if (!dispatcher->registry)
        return;
    timer_clear(dispatcher->context.loop, &dispatcher->debounce_timer);
    timer_clear(dispatcher->context.loop, &dispatcher->rescan_timer);
    timer_clear(dispatcher->context.loop, &dispatcher->change_timer);
    program_build_close(&dispatcher->build);
    kept_code_stop(dispatcher);
    function_trials_cancel(dispatcher);
    each_pool(dispatcher, pool_close);
}

static void free_list(struct deployment **list)
{
    while (*list) {
        struct deployment *dep = *list;
        *list = dep->next;
        deployment_free_retired(dep);
    }
}

void dispatcher_free(struct dispatcher *dispatcher)
{
    while (dispatcher->deployment_count > 0)
        deployment_free(
            dispatcher->deployments[--dispatcher->deployment_count]);
    mem_free(dispatcher->deployments);
    dispatcher->deployments = NULL;
    free_list(&dispatcher->retired);
    free_list(&dispatcher->versions);
    free_list(&dispatcher->refused);
    kept_code_close(dispatcher);
    folder_builds_free(dispatcher);
    dispatcher_refresh_close(dispatcher);
    turns_close(&dispatcher->turns);
    if (dispatcher->code_watcher.loop)
        code_watcher_close(&dispatcher->code_watcher);
}
