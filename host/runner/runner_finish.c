/* runner_finish.c - how calls and bootstraps of a lane end. */
#include "host/runner/runner.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/functions/function_folder.h"
#include "host/runner/runner_internal.h"
#include "host/runtime/platform_log.h"
#include "host/runtime_api/extension_api.h"

enum {
    FAILURES_FREE = 2, /* failed starts in a row before the next must wait */
    HOLD_MS = 1000,
    HOLD_MAX_MS = 30000,
    TERM_MS = 300,  /* between being asked to end and being killed */
    EXIT_MS = 2000, /* for a runtime that said it cannot start, to exit */
};

/* A call that ran late is accounted with what it was given. */
static int64_t duration_us(const struct execution *exec,
                           const struct outcome *outcome)
{
    int64_t most =
        (int64_t)exec->runner->function->manifest.timeout_s * 1000000;
    int64_t took = clock_mono_us() - exec->invocation->started_us;

    if (!exec->dispatched)
        return 0;
    return took > most && outcome->failed ? most : took;
}

static void log_start(const struct execution *exec)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (platform_log_start(&line, exec->invocation->request_id))
        runner_log(exec->runner, exec->invocation, line.data, line.size);
}

void runner_finish(struct execution *exec, struct outcome *outcome)
{
    struct runner *runner = exec->runner;
    struct invocation *inv = exec->invocation;
    int64_t took = duration_us(exec, outcome);

    /* What it printed before its answer is its own. */
    runtime_process_drain(&runner->process);
    if (!exec->dispatched)
        log_start(exec);
    timer_clear(runner->context->loop, &exec->timer);
    (void)snprintf(exec->answered_id, sizeof exec->answered_id, "%s",
                   inv->request_id);
    exec->invocation = NULL;
    exec->response_aborted = false;
    runner_stop_response(exec);
    /* A `next` that has been waiting beside this call counts as asked now. Of
     * several, none has to be asked for before it. */
    if ((exec->state == RUNTIME_ANSWERED && runner->waiting_next) ||
        (runner_is_concurrent(runner) && exec->state != RUNTIME_STARTED))
        exec->state = RUNTIME_READY;
    runner_report(runner, inv, outcome, took);
}

void runner_fail(struct execution *exec, const char *status,
                 const char *error_type, const char *what)
{
    struct outcome outcome = OUTCOME;
    char text[1200];

    (void)snprintf(text, sizeof text, "RequestId: %s Error: %s",
                   exec->invocation->request_id, what);
    outcome_set_error(&outcome, error_type, text);
    outcome.status = status;
    runner_finish(exec, &outcome);
    buf_free(&outcome.body);
}

static void note_failure(struct runner *runner, const char *error_type,
                         const char *what)
{
    struct start_failure *failure = &runner->start_failure;

    (void)snprintf(failure->error_type, sizeof failure->error_type, "%s",
                   error_type);
    (void)snprintf(failure->message, sizeof failure->message, "%s", what);
    buf_clear(&failure->body);
    failure->folder_checksum =
        folder_checksum(runner->function->root, runner->function->handler);
    runner->started_us = 0;
    if (++failure->count <= FAILURES_FREE)
        return;
    unsigned doubled = failure->count - FAILURES_FREE - 1;
    int64_t hold_ms = (int64_t)HOLD_MS << (doubled < 5 ? doubled : 5);
    if (hold_ms > HOLD_MAX_MS)
        hold_ms = HOLD_MAX_MS;
    failure->hold_until_ms = clock_mono_ms() + hold_ms;
}

void runner_failed_to_start(struct runner *runner, const char *error_type,
                            const char *what)
{
    note_failure(runner, error_type, what);
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation &&
            !runner->executions[i].dispatched)
            runner_fail(&runner->executions[i], "error", error_type, what);
}

static void fail_with_body(struct execution *exec, const struct buf *body)
{
    struct outcome outcome = OUTCOME;

    outcome_set_failed(&outcome, exec->runner->start_failure.error_type);
    (void)!buf_add(&outcome.body, body->data, body->size);
    runner_finish(exec, &outcome);
    buf_free(&outcome.body);
}

void runner_fail_with_last_start(struct execution *exec)
{
    const struct start_failure *failure = &exec->runner->start_failure;

    if (failure->body.size > 0)
        fail_with_body(exec, &failure->body);
    else
        runner_fail(exec, "error", failure->error_type, failure->message);
}

void runner_init_error(struct runner *runner, struct buf *body,
                       const char *error_type)
{
    note_failure(runner, error_type, "the runtime could not start");
    buf_free(&runner->start_failure.body);
    runner->start_failure.body = *body;
    body->data = "";
    body->size = 0;
    body->capacity = 0;
    runner->stopping = true;
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation)
            runner_fail_with_last_start(&runner->executions[i]);
    timer_set(runner->context->loop, &runner->timer, EXIT_MS);
}

/* The death of the bootstrap is the answer to the calls it was given, and not
 * just the reason why it needs another one. */
static void fail_with(struct runner *runner, const char *what)
{
    bool in_init = runner_is_starting(runner);

    if (!runner->stopping && in_init && runner_has_invocations(runner))
        runner_failed_to_start(runner, "Runtime.ExitError", what);
    for (size_t i = 0;
         !runner->stopping && !in_init && i < runner->execution_count; i++)
        if (runner->executions[i].invocation &&
            runner->executions[i].dispatched)
            runner_fail(&runner->executions[i], "error", "Runtime.ExitError",
                        what);
}

void runner_process_exited(void *self, const siginfo_t *death)
{
    struct runner *runner = self;
    char what[EXIT_TEXT_SIZE];

    platform_log_exit(what, death);
    runner_report_all(runner);
    listener_close(&runner->listener);
    timer_clear(runner->context->loop, &runner->timer);
    runner_release_next(runner);
    extension_api_reset(runner);
    runner->serial++;
    for (size_t i = 0; i < runner->execution_count; i++) {
        timer_clear(runner->context->loop, &runner->executions[i].timer);
        runner->executions[i].next_request = NULL;
    }
    fail_with(runner, what);
    runner->stopping = false;
    runner_set_state(runner, RUNTIME_STARTED);
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation)
            runner_dispatch(&runner->executions[i]);
    runner_advance(runner);
}

/* `runner_process_exited` follows. An extension within the runtime is what is
 * promised time to end. */
static void kill_stage(struct runner *runner)
{
    bool gently = runner->extensions && runner->extensions->count > 0 &&
                  !runner->stopping;

    runner->stopping = true;
    runtime_process_signal(&runner->process, gently ? SIGTERM : SIGKILL);
    if (gently)
        timer_set(runner->context->loop, &runner->timer, TERM_MS);
}

static void fail_late(struct execution *exec)
{
    AUTO(struct buf, buf_free) line = BUF(512);
    char now[CLOCK_TEXT_SIZE];
    char what[EXIT_TEXT_SIZE];

    platform_log_timeout(what, exec->runner->function->manifest.timeout_s);
    clock_text(clock_wall_ms(), now);
    if (buf_printf(&line, "%s %s %s", now, exec->invocation->request_id, what))
        runner_log(exec->runner, exec->invocation, line.data, line.size);
    runner_fail(exec, "timeout", "Sandbox.Timedout", what);
}

/* It has not asked for an event, or not ended, in time. Killed first, so that
 * nothing of it is printed after the answer to a call. */
void runner_start_timed_out(void *self)
{
    struct runner *runner = self;
    bool was_dying = runner->stopping;

    if (runner->retired && !runner->stopping) {
        runner_stop_process(runner);
        return;
    }
    kill_stage(runner);
    if (!was_dying && runner_is_starting(runner) &&
        runner_has_invocations(runner)) {
        runner_failed_to_start(runner, "Sandbox.Timedout",
                               "Init timed out after 10.00 seconds: the "
                               "bootstrap has not asked for an event");
        runner_advance(runner);
    }
}

static bool others_at_work(const struct execution *exec)
{
    const struct runner *runner = exec->runner;

    for (size_t i = 0; i < runner->execution_count; i++)
        if (&runner->executions[i] != exec &&
            runner->executions[i].invocation &&
            runner->executions[i].dispatched)
            return true;
    return false;
}

/* Of several calls one is late. As in Lambda, its caller is told, the runtime
 * has to stop the work itself, and the others go on. Who was not handed out may
 * have its turn when one of them is done. */
static void pass_over(struct execution *exec)
{
    struct runner *runner = exec->runner;

    if (!exec->dispatched) {
        timer_set(runner->context->loop, &exec->timer,
                  (int64_t)runner->function->manifest.timeout_s * 1000 +
                      RUNNER_GRACE_MS);
        return;
    }
    (void)snprintf(
        runner->timed_out_ids[runner->timed_out_count++ % RUNNER_TIMED_OUT_MAX],
        UUID_SIZE, "%s", exec->invocation->request_id);
    fail_late(exec);
    runner_advance(runner);
}

void execution_timed_out(void *self)
{
    struct execution *exec = self;
    struct runner *runner = exec->runner;

    if (exec->response_aborted) {
        runner_fail_aborted(exec);
        return;
    }
    if (runner_is_concurrent(runner) &&
        (exec->dispatched || others_at_work(exec))) {
        pass_over(exec);
        return;
    }
    kill_stage(runner);
    if (exec->invocation)
        fail_late(exec);
    runner_advance(runner);
}
