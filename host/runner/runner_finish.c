#include "host/runner/runner_finish.h"

#include <stdio.h>

#include "common/backoff.h"
#include "common/clock.h"
#include "host/functions/function_folder.h"
#include "host/metrics/function_stats.h"
#include "host/runner/runner_again.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_report.h"
#include "host/runtime/platform_log.h"

enum {
    EXIT_MS = 2000, /* for a runtime that cannot start, to exit by itself */
};

static const struct backoff start_delays = {
    .free_tries = 2, .first_ms = 1000, .max_ms = 30000};

/* A timeout is reported with the time the function was given, although it is
 * noticed a little later. */
static int64_t duration_us(const struct execution *exec,
                           const struct outcome *outcome)
{
    int64_t max_us =
        (int64_t)exec->runner->function->manifest.timeout_s * 1000000;
    int64_t took_us =
        clock_mono_us() - exec->invocation->started_us - outcome->load_us;

    if (!exec->dispatched)
        return 0;
    if (took_us < 0)
        took_us = 0;
    return took_us > max_us && outcome->failed ? max_us : took_us;
}

/* Before the time of the load is added to init_us. */
static void count(const struct execution *exec, const struct outcome *outcome,
                  int64_t took_us)
{
    const struct invocation *inv = exec->invocation;
    bool started = inv->init_us >= 0;
    const struct ended_call call = {
        .error_type = outcome->failed ? outcome->error_type : NULL,
        .dispatched = exec->dispatched,
        .duration_us = took_us,
        .wait_us = inv->started_us - inv->arrived_us,
        .started = started,
        .loaded = outcome->load_us > 0,
        .init_us = started || outcome->load_us > 0
                       ? outcome->load_us + (started ? inv->init_us : 0)
                       : -1};

    function_stats_call(exec->runner->pool->stats, &call);
}

/* It is free for another invocation. */
static void release(struct execution *exec)
{
    struct runner *runner = exec->runner;

    exec->invocation = NULL;
    exec->response_aborted = false;
    if (runner_is_concurrent(runner))
        turns_end(runner->context->turns, &exec->turn);
    runner->idle_since_ms = clock_mono_ms();
    runner->pool->rest.called_ms = runner->idle_since_ms;
    priority_ended(&runner->priority, runner->process.pid);
    execution_detach_response(exec);
    /* A `next` that arrived during the response takes effect now. Concurrent
     * executions need no `next` of their own. */
    if ((exec->state == RUNTIME_ANSWERED && runner->waiting_next) ||
        (runner_is_concurrent(runner) && exec->state != RUNTIME_STARTED))
        exec->state = RUNTIME_READY;
}

void runner_finish(struct execution *exec, struct outcome *outcome)
{
    struct runner *runner = exec->runner;
    struct invocation *inv = exec->invocation;
    int64_t took_us = duration_us(exec, outcome);

    inv->ended_us = clock_mono_us();
    /* Lines printed before the response belong to this invocation. */
    runtime_process_drain(&runner->process);
    count(exec, outcome, took_us);
    if (outcome->load_us > 0)
        inv->init_us = outcome->load_us + (inv->init_us > 0 ? inv->init_us : 0);
    if (!exec->dispatched)
        runner_report_start(runner, inv);
    timer_clear(runner->context->loop, &exec->timer);
    (void)snprintf(exec->answered_id, sizeof exec->answered_id, "%s",
                   inv->request_id);
    release(exec);
    runner_report(runner, inv, outcome, took_us);
}

bool runner_begin_again(struct execution *exec)
{
    if (!runner_met_new_files(exec->runner) || !runner_take_back(exec))
        return false;
    release(exec);
    return true;
}

void runner_fail(struct execution *exec, const char *status,
                 const char *error_type, const char *message)
{
    struct outcome outcome = OUTCOME;
    char text[1200];

    (void)snprintf(text, sizeof text, "RequestId: %s Error: %s",
                   exec->invocation->request_id, message);
    outcome_set_error(&outcome, error_type, text);
    outcome.status = status;
    runner_finish(exec, &outcome);
    buf_free(&outcome.body);
}

/* In JSON it is the status of the records. */
void runner_fail_timed_out(struct execution *exec)
{
    AUTO(struct buf, buf_free) line = BUF(512);
    char now[CLOCK_TEXT_SIZE];
    char message[EXIT_TEXT_SIZE];

    platform_log_timeout(message, exec->runner->function->manifest.timeout_s);
    clock_text(clock_wall_ms(), now);
    if (!exec->runner->function->system_log.is_json &&
        buf_printf(&line, "%s %s %s", now, exec->invocation->request_id,
                   message))
        runner_log(exec->runner, exec->invocation, line.data, line.size);
    runner_fail(exec, "timeout", "Sandbox.Timedout", message);
}

static void note_failure(struct runner *runner, const char *error_type,
                         const char *message)
{
    struct start_failure *failure = &runner->pool->start_failure;

    function_stats_process(runner->pool->stats, false);
    if (runner->started_us)
        runner_log_init_end(runner, clock_mono_us() - runner->started_us,
                            error_type);
    (void)snprintf(failure->error_type, sizeof failure->error_type, "%s",
                   error_type);
    (void)snprintf(failure->message, sizeof failure->message, "%s", message);
    buf_clear(&failure->body);
    failure->folder_checksum =
        folder_checksum(runner->function->root, runner->function->handler);
    runner->started_us = 0;
    failure->hold_until_ms =
        clock_mono_ms() + backoff_delay_ms(&start_delays, ++failure->count);
}

bool runner_start_is_held(struct runner *runner)
{
    struct start_failure *failure = &runner->pool->start_failure;

    if (failure->hold_until_ms <= clock_mono_ms())
        return false;
    if (failure->folder_checksum ==
        folder_checksum(runner->function->root, runner->function->handler))
        return true;
    failure->hold_until_ms = 0;
    failure->count = 0;
    return false;
}

/* What has not started is another code than the pool's, and is tried by itself.
 * True: those that waited for it wait for that. */
static bool take_back(struct runner *runner)
{
    if (!runner_met_new_files(runner))
        return false;
    runner->started_us = 0;
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation &&
            !runner->executions[i].dispatched)
            (void)!runner_take_back(&runner->executions[i]);
    return !runner_has_invocations(runner);
}

void runner_failed_to_start(struct runner *runner, const char *error_type,
                            const char *message)
{
    if (take_back(runner))
        return;
    note_failure(runner, error_type, message);
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation &&
            !runner->executions[i].dispatched)
            runner_fail(&runner->executions[i], "error", error_type, message);
}

static void fail_with_body(struct execution *exec, const struct buf *body)
{
    struct outcome outcome = OUTCOME;

    outcome_set_failed(&outcome, exec->runner->pool->start_failure.error_type);
    (void)!buf_add(&outcome.body, body->data, body->size);
    runner_finish(exec, &outcome);
    buf_free(&outcome.body);
}

void runner_fail_with_last_start(struct execution *exec)
{
    const struct start_failure *failure = &exec->runner->pool->start_failure;

    if (failure->body.size > 0)
        fail_with_body(exec, &failure->body);
    else
        runner_fail(exec, "error", failure->error_type, failure->message);
}

void runner_init_error(struct runner *runner, struct buf *body,
                       const char *error_type)
{
    runner->stopping = true;
    timer_set(runner->context->loop, &runner->timer, EXIT_MS);
    if (take_back(runner))
        return;
    note_failure(runner, error_type, "the runtime could not start");
    buf_free(&runner->pool->start_failure.body);
    runner->pool->start_failure.body = *body;
    *body = (struct buf)BUF(body->max);
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation)
            runner_fail_with_last_start(&runner->executions[i]);
}
