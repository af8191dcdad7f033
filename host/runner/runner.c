#include "host/runner/runner.h"

#include <string.h>

#include "common/clock.h"
#include "host/runner/pool_queue.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"
#include "host/runner/runner_next.h"
#include "host/runner/runner_report.h"
#include "host/runner/runner_response.h"
#include "host/runner/runner_start.h"
#include "host/runtime/platform_log.h"

bool runner_is_idle(const struct runner *runner, int64_t least_ms)
{
    return runner->process.pid && !runner->stopping && runner->waiting_next &&
           !runner_has_invocations(runner) &&
           clock_mono_ms() - runner->idle_since_ms >= least_ms;
}

void runner_end_if_idle(struct runner *runner)
{
    if (runner_is_idle(runner,
                       (int64_t)runner->function->manifest.idle_s * 1000))
        runner_stop_process(runner);
}

static bool has_late_init_error(const struct runner *runner)
{
    const struct late_init_error *late = &runner->late_init_error;

    return late->at_ms > 0 &&
           clock_mono_ms() - late->at_ms <= RUNNER_LATE_ERROR_MS;
}

static void fail_to_start(struct runner *runner, const char *what)
{
    struct error err = ERROR_NONE;

    if (!runner->process.exec_error) {
        runner_failed_to_start(runner, "Runtime.ExitError", what);
        return;
    }
    (void)runtime_process_explain(runner->function, runner->process.exec_error,
                                  &err);
    runner_on_line(runner, err.text, strlen(err.text));
    runner_failed_to_start(runner, "Runtime.InvalidEntrypoint", err.text);
}

/* The invocations that the process was given fail with its death. While it
 * started, those that waited for it do; another process is not tried. */
static void fail_with_exit(struct runner *runner, const char *what)
{
    if (runner_is_starting(runner)) {
        if (has_late_init_error(runner))
            runner_init_error(runner, &runner->late_init_error.body,
                              runner->late_init_error.error_type);
        else if (runner_has_invocations(runner) || !runner->pool->started)
            fail_to_start(runner, what);
        return;
    }
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation &&
            runner->executions[i].dispatched)
            runner_fail(&runner->executions[i], "error", "Runtime.ExitError",
                        what);
}

static void process_exited(void *self, const siginfo_t *death)
{
    struct runner *runner = self;
    char what[EXIT_TEXT_SIZE];

    platform_log_exit(what, death);
    runner->ended = true;
    listener_accept_all(&runner->listener);
    listener_accept_all(&runner->channel);
    http_server_read_rest(runner->context->runtime_server, &runner->handler);
    runner->ended = false;
    runner_report_all(runner);
    priority_forget(&runner->priority);
    (*runner->context->processes)--;
    listener_close(&runner->listener);
    listener_close(&runner->channel);
    runner_release_next(runner);
    extensions_free(&runner->extensions);
    runner->serial++;
    for (size_t i = 0; i < runner->execution_count; i++) {
        timer_clear(runner->context->loop, &runner->executions[i].timer);
        turns_end(runner->context->turns, &runner->executions[i].turn);
        runner->executions[i].next_request = NULL;
    }
    /* If the host stopped the process, the invocations it was stopped for have
     * failed already. */
    if (!runner->stopping)
        fail_with_exit(runner, what);
    timer_clear(runner->context->loop, &runner->timer);
    runner->stopping = false;
    runner_set_state(runner, RUNTIME_STARTED);
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation)
            runner_dispatch(&runner->executions[i]);
    runner_advance(runner);
}

/* The process has not asked for its first event, or not ended, in time. It is
 * killed first, so that it prints nothing after an invocation has failed. */
static void process_timed_out(void *self)
{
    struct runner *runner = self;
    bool was_stopping = runner->stopping;

    if (runner->pool->closed && !runner_is_starting(runner) && !was_stopping) {
        runner_stop_process(runner);
        return;
    }
    runner_kill_process(runner);
    if (!was_stopping && runner_is_starting(runner) &&
        (runner_has_invocations(runner) || !runner->pool->started))
        runner_failed_to_start(runner, "Sandbox.Timedout",
                               "Init timed out after 10.00 seconds: the "
                               "bootstrap has not asked for an event");
    runner_advance(runner);
}

/* One of several invocations has exceeded the timeout. As in AWS Lambda its
 * caller gets an error, the runtime itself has to stop the work, and the others
 * continue. An invocation that was not dispatched keeps waiting for one of them
 * to end. */
static void time_out_one(struct execution *exec)
{
    if (!exec->dispatched) {
        execution_start_timer(exec);
        return;
    }
    runner_note_timed_out(exec->runner, exec->invocation->request_id);
    runner_fail_timed_out(exec);
}

static void execution_timed_out(void *self)
{
    struct execution *exec = self;
    struct runner *runner = exec->runner;

    if (exec->response_aborted) {
        runner_fail_aborted(exec);
    } else if (runner_is_concurrent(runner) &&
               (exec->dispatched || execution_has_others(exec))) {
        time_out_one(exec);
    } else {
        runner_kill_process(runner);
        if (exec->invocation)
            runner_fail_timed_out(exec);
    }
    runner_advance(runner);
}

bool runner_open(struct runner *runner, struct pool *pool)
{
    const struct host_context *context = pool->context;

    *runner = (struct runner){
        .pool = pool, .function = pool->function, .context = context};
    runner->execution_count = manifest_lanes(&pool->function->manifest);
    runner->listener.watch.fd = -1;
    runner->channel.watch.fd = -1;
    runner->timer =
        (struct timer){.on_fire = process_timed_out, .self = runner};
    runtime_process_init(&runner->process, context->loop);
    priority_init(&runner->priority, context->loop, &pool->rest);
    runner->process.on_line = runner_on_line;
    runner->process.on_exit = process_exited;
    runner->process.self = runner;
    runner->executions =
        mem_new(runner->execution_count, sizeof *runner->executions);
    for (size_t i = 0; runner->executions && i < runner->execution_count; i++) {
        runner->executions[i].runner = runner;
        runner->executions[i].timer = (struct timer){
            .on_fire = execution_timed_out, .self = &runner->executions[i]};
    }
    return runner->executions != NULL;
}
