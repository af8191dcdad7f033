#include "host/runner/pool_freeze.h"

#include "host/runner/pool.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_start.h"

bool pool_keeps_code(const struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->runners[i]->process.pid && !pool->runners[i]->stopping &&
            pool->runners[i]->keeps_code)
            return true;
    return false;
}

/* The one that came last and was not dispatched. NULL: there is none. */
static struct execution *newest(const struct pool *pool)
{
    struct execution *last = NULL;

    for (size_t i = 0; i < pool->count; i++) {
        struct runner *runner = pool->runners[i];
        for (size_t k = 0; k < runner->execution_count; k++) {
            struct execution *exec = &runner->executions[k];
            if (exec->invocation && !exec->dispatched &&
                (!last ||
                 exec->invocation->arrived_us > last->invocation->arrived_us))
                last = exec;
        }
    }
    return last;
}

void pool_hold(struct pool *pool)
{
    struct execution *exec;

    pool_set_paused(pool, true);
    while ((exec = newest(pool)))
        execution_put_back(exec);
    for (size_t i = 0; i < pool->count; i++) {
        struct runner *runner = pool->runners[i];
        if (runner->process.pid && !runner->stopping &&
            runner_is_starting(runner))
            runner_kill_process(runner);
    }
}

void pool_freeze(struct pool *pool)
{
    pool->frozen = true;
    pool->only_kept = pool_keeps_code(pool);
}
