#include "host/runner/runner_shutdown.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "host/runner/async_log.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_report.h"

static void drop_async(struct runner *runner)
{
    struct async_log *async = runner->context->async_log;
    char oldest_id[UUID_SIZE];
    size_t count = 0;
    struct invocation *inv;

    while ((inv = invocation_queue_take_async(&runner->queue))) {
        if (count++ == 0)
            memcpy(oldest_id, inv->request_id, sizeof oldest_id);
        async_log_forget(async, inv);
        invocation_unref(inv);
    }
    if (count > 0)
        async_log_lost(async, oldest_id, count, runner_log_name(runner));
}

void runner_shut(struct runner *runner)
{
    runner->closed = true;
    drop_async(runner);
    runtime_process_signal(&runner->process, SIGTERM);
}

bool runner_is_empty(const struct runner *runner)
{
    return !runner->process.pid && !runner_has_invocations(runner) &&
           !runner->queue.head;
}

static void fail_removed(struct runner *runner, struct invocation *inv)
{
    struct outcome outcome = OUTCOME;
    char text[FUNCTION_ARN_SIZE + 32];

    (void)snprintf(text, sizeof text, "Function not found: %s", inv->arn);
    outcome_set_error(&outcome, "ResourceNotFoundException", text);
    outcome.not_found = true;
    runner_log(runner, inv, text, strlen(text));
    runner_notify_caller(inv, &outcome);
    invocation_unref(inv);
    buf_free(&outcome.body);
}

static void hand_over(struct runner *runner, struct runner *successor,
                      struct invocation *inv)
{
    if (successor) {
        inv->runner = successor;
        invocation_queue_add(&successor->queue, inv);
    } else {
        fail_removed(runner, inv);
    }
}

static bool is_not_dispatched(const struct execution *exec)
{
    return !exec->dispatched;
}

void runner_hand_over(struct runner *runner, struct runner *successor)
{
    struct execution *exec;
    struct invocation *inv;

    while ((exec = runner_execution_oldest(runner, is_not_dispatched))) {
        inv = exec->invocation;
        timer_clear(runner->context->loop, &exec->timer);
        exec->invocation = NULL;
        hand_over(runner, successor, inv);
    }
    while ((inv = invocation_queue_take(&runner->queue)))
        hand_over(runner, successor, inv);
}

/* By now the connections of the callers are closed. */
static void drop_running(struct runner *runner, struct invocation *inv)
{
    struct outcome outcome = OUTCOME;

    outcome_set_failed(&outcome, "Sandbox.Failure");
    if (inv->async)
        async_log_done(runner->context->async_log, inv, runner_log_name(runner),
                       &outcome);
    invocation_unref(inv);
}

static void close_executions(struct runner *runner)
{
    for (size_t i = 0; runner->executions && i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        timer_clear(runner->context->loop, &exec->timer);
        execution_detach_response(exec);
        if (exec->invocation)
            drop_running(runner, exec->invocation);
        exec->invocation = NULL;
    }
    mem_free(runner->executions);
    runner->executions = NULL;
    runner->execution_count = 0;
}

void runner_close(struct runner *runner)
{
    struct invocation *inv;

    if (!runner->context)
        return;
    timer_clear(runner->context->loop, &runner->timer);
    listener_close(&runner->listener);
    runner->closed = true;
    runner->stopping = true;
    runtime_process_stop(&runner->process);
    runner_report_all(runner);
    extensions_free(&runner->extensions);
    close_executions(runner);
    while ((inv = invocation_queue_take(&runner->queue)))
        invocation_unref(inv);
    buf_free(&runner->start_failure.body);
}
