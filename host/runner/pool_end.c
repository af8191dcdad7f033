#include "host/runner/pool_end.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "host/metrics/stats_book.h"
#include "host/runner/async_log.h"
#include "host/runner/pool_queue.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_report.h"

/* It is on the disk, and has not begun. */
static void drop_kept(struct invocation *inv)
{
    if (inv->sink_data && inv->sink->on_drop)
        inv->sink->on_drop(inv);
    invocation_unref(inv);
}

static void drop_async(struct pool *pool)
{
    struct async_log *async = pool->context->async_log;
    char oldest_id[UUID_SIZE];
    size_t count = 0;
    struct invocation *inv;

    while ((inv = invocation_queue_take_async(&pool->queue))) {
        if (inv->kept) {
            drop_kept(inv);
            continue;
        }
        if (count++ == 0)
            memcpy(oldest_id, inv->request_id, sizeof oldest_id);
        async_log_forget(async, inv);
        invocation_unref(inv);
    }
    if (count > 0)
        async_log_lost(async, oldest_id, count, pool_log_name(pool));
}

/* The time may not suffice for all. What is on the disk can wait there. */
static void put_callers_first(struct invocation_queue *queue)
{
    struct invocation_queue async = {.head = NULL};
    struct invocation *inv;

    while ((inv = invocation_queue_take_async(queue))) {
        if (inv->kept)
            drop_kept(inv);
        else
            invocation_queue_add(&async, inv);
    }
    while ((inv = invocation_queue_take(&async)))
        invocation_queue_add(queue, inv);
}

void pool_drain(struct pool *pool)
{
    pool->closed = true;
    pool->paused = false;
    put_callers_first(&pool->queue);
    for (size_t i = 0; i < pool->count; i++)
        runner_advance(pool->runners[i]);
}

void pool_shut(struct pool *pool)
{
    pool->shut = true;
    timer_clear(pool->context->loop, &pool->more_timer);
    drop_async(pool);
    for (size_t i = 0; i < pool->count; i++)
        runtime_process_signal(&pool->runners[i]->process, SIGTERM);
}

static void fail_removed(struct pool *pool, struct invocation *inv)
{
    struct outcome outcome = OUTCOME;
    char text[FUNCTION_ARN_SIZE + 32];

    (void)snprintf(text, sizeof text, "Function not found: %s", inv->arn);
    outcome_set_error(&outcome, "ResourceNotFoundException", text);
    outcome.not_found = true;
    pool_log(pool, inv, text, strlen(text));
    runner_notify_caller(inv, &outcome);
    invocation_unref(inv);
    buf_free(&outcome.body);
}

static void hand_over(struct pool *pool, struct pool *successor,
                      struct invocation *inv)
{
    if (successor) {
        inv->pool = successor;
        inv->runner = NULL;
        invocation_queue_add(&successor->queue, inv);
    } else {
        fail_removed(pool, inv);
    }
}

static bool is_not_dispatched(const struct execution *exec)
{
    return !exec->dispatched;
}

static bool has_no_process_of_its_own(const struct execution *exec)
{
    const struct runner *runner = exec->runner;
    bool started_for_it = runner->process.pid && !runner->stopping &&
                          runner->started_us >= exec->invocation->started_us;

    return is_not_dispatched(exec) && !started_for_it;
}

static struct execution *
oldest_of(const struct pool *pool,
          bool (*matches)(const struct execution *exec))
{
    struct execution *oldest = NULL;

    for (size_t i = 0; i < pool->count; i++) {
        struct execution *exec =
            runner_execution_oldest(pool->runners[i], matches);
        if (exec && (!oldest || exec->invocation->started_us <
                                    oldest->invocation->started_us))
            oldest = exec;
    }
    return oldest;
}

void pool_hand_over(struct pool *pool, struct pool *successor, bool only_code)
{
    struct execution *exec;
    struct invocation *inv;

    while ((exec = oldest_of(pool, only_code ? has_no_process_of_its_own
                                             : is_not_dispatched))) {
        inv = exec->invocation;
        timer_clear(pool->context->loop, &exec->timer);
        exec->invocation = NULL;
        hand_over(pool, successor, inv);
    }
    while ((inv = invocation_queue_take(&pool->queue)))
        hand_over(pool, successor, inv);
}

/* By now the connections of the callers are closed. */
static void drop_running(struct execution *exec)
{
    struct runner *runner = exec->runner;
    struct invocation *inv = exec->invocation;
    struct outcome outcome = OUTCOME;

    if (inv->kept && !exec->dispatched) {
        drop_kept(inv);
        return;
    }
    outcome_set_failed(&outcome, "Sandbox.Failure");
    if (inv->async && !inv->kept)
        async_log_done(runner->context->async_log, inv,
                       pool_log_name(runner->pool), &outcome);
    invocation_unref(inv);
}

static void close_executions(struct runner *runner)
{
    for (size_t i = 0; runner->executions && i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        timer_clear(runner->context->loop, &exec->timer);
        turns_end(runner->context->turns, &exec->turn);
        execution_detach_response(exec);
        if (exec->invocation)
            drop_running(exec);
        exec->invocation = NULL;
    }
    mem_free(runner->executions);
    runner->executions = NULL;
    runner->execution_count = 0;
}

static void close_runner(struct runner *runner)
{
    timer_clear(runner->context->loop, &runner->timer);
    priority_forget(&runner->priority);
    listener_close(&runner->listener);
    listener_close(&runner->channel);
    buf_free(&runner->late_init_error.body);
    runner->stopping = true;
    runtime_process_stop(&runner->process);
    runner_report_all(runner);
    extensions_free(&runner->extensions);
    close_executions(runner);
    mem_free(runner->timed_out_ids);
    runner->timed_out_ids = NULL;
}

void pool_close(struct pool *pool)
{
    struct invocation *inv;

    if (!pool->context)
        return;
    pool->closed = true;
    timer_clear(pool->context->loop, &pool->more_timer);
    turns_leave(pool->context->turns, &pool->turn_place);
    drop_async(pool);
    for (size_t i = 0; i < pool->count; i++)
        close_runner(pool->runners[i]);
    while ((inv = invocation_queue_take(&pool->queue)))
        invocation_unref(inv);
    code_watcher_release(pool->context->code_watcher, pool->code);
    pool->code = NULL;
    buf_free(&pool->start_failure.body);
}

void pool_free(struct pool *pool)
{
    pool_close(pool);
    for (size_t i = 0; i < pool->count; i++)
        mem_free(pool->runners[i]);
    mem_free(pool->runners);
    if (pool->stats)
        stats_book_release(pool->context->stats, pool->stats);
    *pool = (struct pool){0};
}
