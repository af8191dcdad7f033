#include "host/runner/pool_queue.h"

#include "common/clock.h"
#include "host/runner/pool_shortage.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"
#include "host/runner/runner_next.h"
#include "host/runner/runner_start.h"

enum {
    /* For a runtime that is to end to ask for an event after its last one: then
     * it has sent all that belongs to that. */
    LAST_NEXT_MS = 1000,
    /* Shorter than a start: a function that answers faster is better served by
     * the runner that it has. */
    MORE_AFTER_MS = 10,
};

/* The execution is free. */
static void begin(struct execution *exec, struct invocation *inv)
{
    struct runner *runner = exec->runner;

    exec->invocation = inv;
    exec->dispatched = false;
    exec->undelivered = false;
    exec->load_ms = 0;
    exec->loads = false;
    inv->runner = runner;
    inv->started_us = clock_mono_us();
    if (runner->process.pid && !runner_is_starting(runner))
        turns_hold(runner->context->turns, &exec->turn,
                   &runner->pool->turn_place, TURN_CALL);
    if (runner->function->config_error)
        runner_fail(exec, "error", "Runtime.InvalidTaskConfig",
                    runner->function->config_error);
    else if (runner_start_is_held(runner))
        runner_fail_with_last_start(exec);
    else
        runner_dispatch(exec);
}

/* The process has, or needs no, code that the files do not hold any more. */
static bool is_able(const struct runner *runner)
{
    return runner->keeps_code || !runner->pool->only_kept;
}

static bool takes_at_once(const struct runner *runner)
{
    return runner->waiting_next && is_able(runner);
}

static bool is_alive(const struct runner *runner)
{
    return runner->process.pid && !runner->stopping && is_able(runner);
}

static bool may_start(const struct runner *runner)
{
    return (runner->process.pid && is_able(runner)) ||
           (!runner->pool->frozen && !pool_shortage_lasts(runner->pool));
}

static struct execution *
free_execution_of(struct pool *pool,
                  bool (*matches)(const struct runner *runner))
{
    for (size_t i = 0; i < pool->count; i++) {
        struct execution *exec =
            matches(pool->runners[i])
                ? runner_execution_with(pool->runners[i], NULL)
                : NULL;
        if (exec)
            return exec;
    }
    return NULL;
}

static struct execution *free_execution(struct pool *pool)
{
    struct execution *exec = free_execution_of(pool, takes_at_once);

    if (!exec)
        exec = free_execution_of(pool, is_alive);
    return exec ? exec : free_execution_of(pool, may_start);
}

static bool may_begin(const struct pool *pool)
{
    return !pool->paused && pool->queue.head;
}

static bool has_turn(struct pool *pool, const struct execution *exec)
{
    return turns_may_begin(pool->context->turns, &pool->turn_place,
                           exec->runner->process.pid ? TURN_CALL : TURN_START);
}

void pool_begin_queued(struct pool *pool)
{
    struct execution *exec;

    while (may_begin(pool) && (exec = free_execution(pool)) &&
           has_turn(pool, exec))
        begin(exec, invocation_queue_take(&pool->queue));
    if (!may_begin(pool) || pool->turn_place.waits || pool->shut ||
        pool->more_timer.due_ms != 0)
        return;
    if (pool_shortage_lasts(pool))
        timer_set(pool->context->loop, &pool->more_timer, POOL_SHORTAGE_MS);
    else if (pool->count < pool->most)
        timer_set(pool->context->loop, &pool->more_timer, MORE_AFTER_MS);
}

void pool_begin_older(struct pool *pool, int64_t before_us)
{
    struct execution *exec;

    while (pool->queue.head && pool->queue.head->arrived_us < before_us &&
           (exec = free_execution_of(pool, takes_at_once)))
        begin(exec, invocation_queue_take(&pool->queue));
}

static void end_unused(struct runner *runner)
{
    if (!runner->process.pid || runner->stopping ||
        runner_has_invocations(runner))
        return;
    if (runner->waiting_next || runner_is_starting(runner))
        runner_stop_process(runner);
    else
        timer_set(runner->context->loop, &runner->timer, LAST_NEXT_MS);
}

void runner_advance(struct runner *runner)
{
    struct pool *pool = runner->pool;

    if (pool->queue.head && !pool->paused &&
        runner_execution_with(runner, NULL))
        runner->context->check_function(runner->context->self, pool);
    if (!pool->retired)
        pool_begin_queued(pool);
    if (pool->closed && !pool->queue.head)
        end_unused(runner);
}
