/* runner_next.c - how events are handed out to the runtime that asks. */
#include "host/runner/runner.h"

#include <stdio.h>

#include "common/clock.h"
#include "host/runner/runner_internal.h"
#include "host/runtime/platform_log.h"
#include "host/runtime_api/extension_api.h"

static void unpark(struct runner *runner, struct http_request *req)
{
    for (struct http_request **at = &runner->waiting_next; *at;
         at = &(*at)->next) {
        if (*at == req) {
            *at = req->next;
            return;
        }
    }
}

static void park(struct runner *runner, struct http_request *req)
{
    struct http_request **at = &runner->waiting_next;

    while (*at)
        at = &(*at)->next;
    req->next = NULL;
    *at = req;
}

static void release_call(void *self)
{
    invocation_unref(self);
}

/* The event goes out with this `next`. It may go out again, when the runtime
 * asks again or the answer was lost on its way. */
static void hand_out(struct execution *exec, struct http_request *req)
{
    struct invocation *inv = exec->invocation;
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
    };

    exec->next_request = req;
    exec->undelivered = false;
    http_respond(req, 200, fields, COUNT(fields),
                 (struct http_body){.bytes = inv->event.data,
                                    .size = inv->event.size,
                                    .on_done = release_call,
                                    .self = invocation_ref(inv)});
}

/* The time a call may take begins when it is handed out, not in the line. */
static void begin(struct execution *exec, struct http_request *req)
{
    AUTO(struct buf, buf_free) line = BUF(256);
    struct runner *runner = exec->runner;
    struct invocation *inv = exec->invocation;
    int64_t timeout_ms = (int64_t)runner->function->manifest.timeout_s * 1000;
    long long deadline_ms = clock_wall_ms() + timeout_ms;

    /* The last one's report is not told after this one's start. */
    if (!runner_is_concurrent(runner))
        runner_report_all(runner);
    if (platform_log_start(&line, inv->request_id))
        runner_log(runner, inv, line.data, line.size);
    exec->dispatched = true;
    exec->state = RUNTIME_RUNNING;
    inv->started_us = clock_mono_us();
    (void)snprintf(inv->deadline, sizeof inv->deadline, "%lld", deadline_ms);
    timer_set(runner->context->loop, &exec->timer,
              timeout_ms + RUNNER_GRACE_MS);
    hand_out(exec, req);
    extension_api_notify_invoke(runner);
}

void runner_dispatch(struct execution *exec)
{
    struct runner *runner = exec->runner;

    if (runner->closed && !runner->process.pid) {
        runner_fail(exec, "error", "Sandbox.Failure", "The host is stopping");
        return;
    }
    if (runner->stopping ||
        (!runner->process.pid && !runner_start_process(runner)))
        return;
    if (exec->state == RUNTIME_READY && runner->waiting_next) {
        struct http_request *req = runner->waiting_next;
        unpark(runner, req);
        begin(exec, req);
        return;
    }
    /* A runtime that has answered but does not ask for more is given as long
     * as the function itself; one that starts has a limit of its own. */
    if (exec->state != RUNTIME_STARTED)
        timer_set(runner->context->loop, &exec->timer,
                  (int64_t)runner->function->manifest.timeout_s * 1000 +
                      RUNNER_GRACE_MS);
}

/* The start is over with the first question for an event. */
static void end_start(struct runner *runner)
{
    int64_t init_us = clock_mono_us() - runner->started_us;

    if (!runner->started_us)
        return;
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation)
            runner->executions[i].invocation->init_us = init_us;
    runner->started_us = 0;
    runner->start_failure.count = 0;
    timer_clear(runner->context->loop, &runner->timer);
}

/* The call that has waited longest to be handed out, or whose event went
 * astray; NULL: there is none. */
static struct execution *first_in_want(struct runner *runner)
{
    struct execution *first = NULL;

    for (size_t i = 0; i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        if (exec->invocation && (!exec->dispatched || exec->undelivered) &&
            (!first ||
             exec->invocation->started_us < first->invocation->started_us))
            first = exec;
    }
    return first;
}

static void next_of_many(struct runner *runner, struct http_request *req)
{
    if (runner_is_starting(runner))
        runner_set_state(runner, RUNTIME_READY);
    end_start(runner);
    struct execution *exec = first_in_want(runner);
    if (!exec)
        park(runner, req);
    else if (exec->dispatched)
        hand_out(exec, req);
    else
        begin(exec, req);
}

static void next_of_one(struct runner *runner, struct http_request *req)
{
    struct execution *exec = &runner->executions[0];

    if (exec->state == RUNTIME_RUNNING) {
        hand_out(exec, req);
        return;
    }
    if (exec->state == RUNTIME_ANSWERING) {
        park(runner, req);
        return;
    }
    runner_report_all(runner);
    if (exec->response_aborted)
        runner_fail_aborted(exec);
    end_start(runner);
    *exec->answered_id = '\0';
    if (exec->invocation) {
        begin(exec, req);
        return;
    }
    park(runner, req);
}

void runner_next(struct runner *runner, struct http_request *req)
{
    if (runner_is_concurrent(runner))
        next_of_many(runner, req);
    else
        next_of_one(runner, req);
    if (runner->retired)
        runner_rest(runner);
}

void runner_release_next(struct runner *runner)
{
    while (runner->waiting_next) {
        struct http_request *req = runner->waiting_next;
        runner->waiting_next = req->next;
        http_respond(req, 410, NULL, 0, (struct http_body){.bytes = ""});
    }
}

void runner_request_closed(struct runner *runner, struct http_request *req)
{
    unpark(runner, req);
    for (size_t i = 0; i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        if (exec->next_request != req)
            continue;
        exec->next_request = NULL;
        if (req->delivered || !exec->invocation ||
            exec->state != RUNTIME_RUNNING)
            continue;
        /* The event was written to a peer that is not there: another that
         * waits gets it, or will. */
        struct http_request *other = runner->waiting_next;
        exec->undelivered = !other;
        if (other) {
            unpark(runner, other);
            hand_out(exec, other);
        }
    }
}
