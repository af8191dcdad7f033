#include "host/runner/pool_shortage.h"

#include <errno.h>
#include <stdio.h>

#include "common/clock.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"

bool pool_shortage_is(int error)
{
    return error == EAGAIN || error == ENOMEM || error == EMFILE ||
           error == ENFILE || error == ENOSPC;
}

static bool has_process(const struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->runners[i]->process.pid && !pool->runners[i]->stopping)
            return true;
    return false;
}

bool pool_shortage_lasts(const struct pool *pool)
{
    return pool->short_until_ms > clock_mono_ms() && has_process(pool);
}

void pool_shortage_note(struct runner *runner, const char *why)
{
    struct pool *pool = runner->pool;
    bool others = has_process(pool);
    char message[1200];

    (void)snprintf(message, sizeof message,
                   "The host has no resources for another process: %s", why);
    runner->started_us = 0;
    pool->short_until_ms = clock_mono_ms() + POOL_SHORTAGE_MS;
    runner->context->make_room(runner->context->self, 1);
    for (size_t i = runner->execution_count; i-- > 0;) {
        struct execution *exec = &runner->executions[i];
        if (!exec->invocation || exec->dispatched)
            continue;
        if (others)
            execution_put_back(exec);
        else
            runner_fail(exec, "error", "Sandbox.Failure", message);
    }
}
