/* runner_response.c - a response that is passed on to its caller while it comes
 * in. */
#include "host/runner/runner.h"

#include <stdio.h>

#include "host/runner/runner_internal.h"

/* What is beyond the limit is read, so that the runtime can hear why it was
 * refused; but not for ever. */
enum { DRAIN_MAX_BYTES = 64 * 1024 * 1024 };

bool runner_response_begin(struct execution *exec, struct http_request *req,
                           const char *type)
{
    struct invocation *inv = exec->invocation;

    if (!inv->sink->on_start)
        return false;
    exec->response_request = req;
    exec->state = RUNTIME_ANSWERING;
    if (inv->sink_data)
        inv->sink->on_start(inv, type);
    return true;
}

static void fail_too_large(struct execution *exec)
{
    char what[128];

    (void)snprintf(what, sizeof what,
                   "Response payload size exceeded maximum allowed payload "
                   "size (%d bytes).",
                   STREAM_MAX_BYTES);
    runner_fail(exec, "error", "Function.ResponseSizeTooLarge", what);
    runner_advance(exec->runner);
}

size_t runner_response_data(struct runner *runner, struct http_request *req,
                            const char *bytes, size_t size)
{
    struct execution *exec = runner_execution_of_response(runner, req);

    if (!exec)
        return req->body_bytes > STREAM_MAX_BYTES + (uint64_t)DRAIN_MAX_BYTES
                   ? BODY_ABORT
                   : size;
    struct invocation *inv = exec->invocation;
    uint64_t left = STREAM_MAX_BYTES - req->body_bytes;
    size_t fits = size < left ? size : (size_t)left;
    size_t taken = inv->sink_data ? inv->sink->on_data(inv, bytes, fits) : fits;
    if (taken < fits || fits == size)
        return taken;
    fail_too_large(exec);
    return size;
}

void runner_response_resume(struct runner *runner, const struct invocation *inv)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation == inv &&
            runner->executions[i].response_request)
            http_request_resume(runner->executions[i].response_request);
}

void runner_stop_response(struct execution *exec)
{
    struct http_request *sender = exec->response_request;

    if (!sender)
        return;
    exec->response_request = NULL;
    if (exec->state == RUNTIME_ANSWERING)
        exec->state = RUNTIME_ANSWERED;
    http_request_resume(sender);
}

void runner_discard_response(struct execution *exec)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (!exec->response_request)
        return;
    if (buf_printf(&line,
                   "dayfly: the caller of %s left; the rest of its response is "
                   "dropped",
                   exec->invocation->request_id))
        runner_log(exec->runner, exec->invocation, line.data, line.size);
    http_request_resume(exec->response_request);
}

void runner_fail_aborted(struct execution *exec)
{
    runner_fail(exec, "error", "Runtime.TruncatedResponse",
                "The runtime broke off in the middle of its response");
    runner_advance(exec->runner);
}

void runner_response_aborted(struct execution *exec)
{
    struct runner *runner = exec->runner;

    exec->response_request = NULL;
    exec->state = RUNTIME_ANSWERED;
    exec->response_aborted = true;
    /* Who asks for more is not dying; of several, another may ask. */
    if (runner->waiting_next && !runner_is_concurrent(runner))
        runner_fail_aborted(exec);
    else
        timer_set(runner->context->loop, &exec->timer, RUNNER_ABORT_WAIT_MS);
}
