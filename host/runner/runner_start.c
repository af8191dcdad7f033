/* runner_start.c - how the bootstrap of a lane is started and stopped. */
#include "host/runner/runner.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "common/clock.h"
#include "host/runner/runner_internal.h"
#include "host/runtime/runtime_env.h"
#include "host/runtime_api/extension_api.h"

static bool open_listener(struct runner *runner, struct error *err)
{
    const struct sockaddr_in any_port = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    runner->listener.serial = runner->serial;
    return listener_open(&runner->listener, runner->context->runtime_server,
                         &runner->handler, (const struct sockaddr *)&any_port,
                         sizeof any_port, err);
}

static bool start(struct runner *runner, struct error *err)
{
    AUTO(struct runtime_env, runtime_env_clear) env = {.count = 0};

    if (!open_listener(runner, err))
        return false;
    if (runtime_env_make(&env, runner->function, runner->context->region,
                         runner->listener.port, err) &&
        runtime_process_start(&runner->process, runner->function, env.list,
                              err))
        return true;
    listener_close(&runner->listener);
    return false;
}

bool runner_start_process(struct runner *runner)
{
    struct error err = ERROR_NONE;

    runner->serial++;
    runner_set_state(runner, RUNTIME_STARTED);
    runner->started_us = clock_mono_us();
    if (start(runner, &err)) {
        timer_set(runner->context->loop, &runner->timer, RUNNER_INIT_MS);
        return true;
    }
    runner_on_line(runner, err.text, strlen(err.text));
    runner_failed_to_start(runner, "Runtime.InvalidEntrypoint", err.text);
    return false;
}

static void lose_unattended(struct runner *runner)
{
    struct async_log *async = runner->context->async_log;
    struct invocation **at = &runner->queue_head;
    char oldest[UUID_SIZE];
    size_t count = 0;

    runner->queue_tail = NULL;
    while (*at) {
        struct invocation *inv = *at;
        if (!inv->async) {
            runner->queue_tail = inv;
            at = &inv->next;
            continue;
        }
        if (count++ == 0)
            memcpy(oldest, inv->request_id, sizeof oldest);
        *at = inv->next;
        async_log_forget(async, inv);
        invocation_unref(inv);
    }
    if (count > 0)
        async_log_lost(async, oldest, count, runner_log_name(runner));
}

void runner_shut(struct runner *runner)
{
    runner->closed = true;
    lose_unattended(runner);
    runtime_process_signal(&runner->process, SIGTERM);
}

bool runner_is_empty(const struct runner *runner)
{
    return !runner->process.pid && !runner_has_invocations(runner) &&
           !runner->queue_head;
}

static void cut_off(struct runner *runner, struct invocation *inv)
{
    struct outcome outcome = OUTCOME;

    outcome_set_failed(&outcome, "Sandbox.Failure");
    if (inv->async)
        async_log_done(runner->context->async_log, inv, runner_log_name(runner),
                       &outcome);
    invocation_unref(inv);
}

void runner_close(struct runner *runner)
{
    if (!runner->context)
        return;
    timer_clear(runner->context->loop, &runner->timer);
    listener_close(&runner->listener);
    runner->closed = true;
    runner->stopping = true;
    runtime_process_stop(&runner->process);
    runner_report_all(runner);
    extension_api_reset(runner);
    for (size_t i = 0; runner->executions && i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        timer_clear(runner->context->loop, &exec->timer);
        runner_stop_response(exec);
        if (exec->invocation)
            cut_off(runner, exec->invocation);
        exec->invocation = NULL;
    }
    while (runner->queue_head) {
        struct invocation *inv = runner->queue_head;
        runner->queue_head = inv->next;
        invocation_unref(inv);
    }
    runner->queue_tail = NULL;
    mem_free(runner->executions);
    runner->executions = NULL;
    runner->execution_count = 0;
    buf_free(&runner->start_failure.body);
}
