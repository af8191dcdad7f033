#include "host/runner/runner_next.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"
#include "host/runner/runner_report.h"
#include "host/runner/runner_response.h"
#include "host/runner/runner_start.h"

static void remove_waiting(struct runner *runner, struct http_request *req)
{
    for (struct http_request **at = &runner->waiting_next; *at;
         at = &(*at)->next) {
        if (*at == req) {
            *at = req->next;
            return;
        }
    }
}

static void add_waiting(struct runner *runner, struct http_request *req)
{
    struct http_request **at = &runner->waiting_next;

    while (*at)
        at = &(*at)->next;
    req->next = NULL;
    *at = req;
}

static void unref(void *self)
{
    invocation_unref(self);
}

/* May be done again with the same event: the runtime repeats its `next`, or the
 * connection of the first one broke. */
static void send_event(struct execution *exec, struct http_request *req)
{
    struct invocation *inv = exec->invocation;
    char load[24] = "";
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"Lambda-Runtime-Aws-Request-Id", inv->request_id},
        {"Lambda-Runtime-Deadline-Ms", inv->deadline},
        {"Lambda-Runtime-Invoked-Function-Arn", inv->arn},
        {"Lambda-Runtime-Trace-Id", inv->trace_id.data},
        {"Lambda-Runtime-Client-Context", inv->client_context.data},
        {"Lambda-Runtime-Cognito-Identity", inv->identity.data},
        {"Lambda-Runtime-Aws-Tenant-Id", inv->tenant_id.data},
        {"Lambda-Runtime-Invocation-Id", inv->attempt_id},
        {"Dayfly-Load-Ms", load},
    };

    if (exec->load_ms)
        (void)snprintf(load, sizeof load, "%lld", (long long)exec->load_ms);
    exec->next_request = req;
    exec->undelivered = false;
    http_respond(req, 200, fields, COUNT(fields),
                 (struct http_body){.bytes = inv->event.data,
                                    .size = inv->event.size,
                                    .on_done = unref,
                                    .self = invocation_ref(inv)});
}

/* The timeout of an invocation counts from here, not from its arrival; where
 * dayfly's bootstrap has to load a process first, from the end of that. */
static void begin(struct execution *exec, struct http_request *req)
{
    struct runner *runner = exec->runner;
    struct invocation *inv = exec->invocation;
    long long deadline_ms =
        clock_wall_ms() + (int64_t)runner->function->manifest.timeout_s * 1000;

    /* The last invocation's REPORT comes before this one's START. */
    if (!runner_is_concurrent(runner))
        runner_report_all(runner);
    if (inv->begun == 0)
        runner_report_start(runner, inv);
    exec->dispatched = true;
    priority_begins(&runner->priority);
    turns_hold(runner->context->turns, &exec->turn, &runner->pool->turn_place,
               TURN_CALL);
    /* A debugged function has the time of its event for everything. */
    bool loads = http_request_header(req, "Dayfly-Loads") != NULL;
    exec->load_ms = loads && !runner->function->debug_env ? RUNNER_INIT_MS : 0;
    exec->loads = false;
    exec->state = RUNTIME_RUNNING;
    inv->started_us = clock_mono_us();
    (void)snprintf(inv->deadline, sizeof inv->deadline, "%lld", deadline_ms);
    execution_start_timer(exec);
    send_event(exec, req);
    if (!runner_is_concurrent(runner))
        extensions_notify_invoke(runner->extensions, inv);
}

void runner_note_loading(struct execution *exec)
{
    if (exec->loads || exec->load_ms == 0)
        return;
    exec->loads = true;
    execution_start_timer(exec);
}

void runner_dispatch(struct execution *exec)
{
    struct runner *runner = exec->runner;
    struct http_request *req = runner->waiting_next;

    if (runner->pool->shut && !runner->process.pid) {
        runner_fail(exec, "error", "Sandbox.Failure", "The host is stopping");
        return;
    }
    if (runner->stopping || runner->ended ||
        (!runner->process.pid && !runner_start_process(runner)))
        return;
    if (exec->state == RUNTIME_READY && req) {
        /* It begins in the next process, once the exit is noticed. */
        if (runtime_process_has_exited(&runner->process))
            return;
        remove_waiting(runner, req);
        begin(exec, req);
        return;
    }
    /* A runtime that has responded gets as long for its `next` as the function
     * has for an event. One that starts has RUNNER_INIT_MS. */
    if (exec->state != RUNTIME_STARTED)
        execution_start_timer(exec);
}

/* The start of the runtime process ends with its first `next`. */
static void end_start(struct runner *runner)
{
    int64_t init_us = clock_mono_us() - runner->started_us;

    if (!runner->started_us)
        return;
    runner_log_init_end(runner, init_us, NULL);
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation)
            runner->executions[i].invocation->init_us = init_us;
    runner->started_us = 0;
    runner->pool->started = true;
    runner->pool->start_failure.count = 0;
    runner->idle_since_ms = clock_mono_ms();
    timer_clear(runner->context->loop, &runner->timer);
    runner->context->has_started(runner->context->self);
}

static bool needs_next(const struct execution *exec)
{
    return !exec->dispatched || exec->undelivered;
}

static void next_of_many(struct runner *runner, struct http_request *req)
{
    if (runner_is_starting(runner))
        runner_set_state(runner, RUNTIME_READY);
    end_start(runner);
    struct execution *exec = runner_execution_oldest(runner, needs_next);
    if (exec && runtime_process_has_exited(&runner->process))
        exec = NULL;
    if (!runner->executions[0].invocation)
        turns_end(runner->context->turns, &runner->executions[0].turn);
    if (!exec)
        add_waiting(runner, req);
    else if (exec->dispatched)
        send_event(exec, req);
    else
        begin(exec, req);
}

static void next_of_one(struct runner *runner, struct http_request *req)
{
    struct execution *exec = &runner->executions[0];

    if (exec->state == RUNTIME_RUNNING) {
        send_event(exec, req);
        return;
    }
    if (exec->state == RUNTIME_ANSWERING) {
        add_waiting(runner, req);
        return;
    }
    runner_report_all(runner);
    if (exec->response_aborted)
        runner_fail_aborted(exec);
    end_start(runner);
    *exec->answered_id = '\0';
    turns_end(runner->context->turns, &exec->turn);
    if (exec->invocation && !runtime_process_has_exited(&runner->process))
        begin(exec, req);
    else
        add_waiting(runner, req);
}

/* dayfly's bootstrap says when the code is loaded; another one has loaded it
 * by now. */
static bool keeps_code(const struct runner *runner,
                       const struct http_request *req)
{
    const char *loads = http_request_header(req, "Dayfly-Loads");

    return runner->function->own_bootstrap || (loads && !strcmp(loads, "once"));
}

void runner_next(struct runner *runner, struct http_request *req)
{
    runner->keeps_code = keeps_code(runner, req);
    if (runner_is_concurrent(runner))
        next_of_many(runner, req);
    else
        next_of_one(runner, req);
}

void runner_release_next(struct runner *runner)
{
    while (runner->waiting_next) {
        struct http_request *req = runner->waiting_next;
        runner->waiting_next = req->next;
        http_respond(req, 410, NULL, 0, (struct http_body){.bytes = ""});
    }
}

static void send_again(struct execution *exec)
{
    struct runner *runner = exec->runner;
    struct http_request *req = runner->waiting_next;

    exec->undelivered = !req;
    if (!req)
        return;
    remove_waiting(runner, req);
    send_event(exec, req);
}

void runner_request_closed(struct runner *runner, struct http_request *req)
{
    remove_waiting(runner, req);
    for (size_t i = 0; i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        if (exec->next_request != req)
            continue;
        exec->next_request = NULL;
        if (!req->delivered && exec->invocation &&
            exec->state == RUNTIME_RUNNING)
            send_again(exec);
    }
}
