#include "host/runner/runner_response.h"

#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"
#include "host/runtime/platform_log.h"

/* A response that is too large is read on up to here, so that the runtime gets
 * the status of its request; then the connection is closed. */
enum { DROP_MAX_BYTES = 64 * 1024 * 1024 };

bool runner_response_begin(struct execution *exec, struct http_request *req,
                           const char *content_type)
{
    struct invocation *inv = exec->invocation;

    if (!inv->sink->on_start)
        return false;
    exec->response_request = req;
    exec->state = RUNTIME_ANSWERING;
    if (inv->sink_data)
        inv->sink->on_start(inv, content_type);
    return true;
}

static void fail_too_large(struct execution *exec)
{
    char message[TOO_LARGE_TEXT_SIZE];

    platform_log_too_large(message, STREAM_MAX_BYTES);
    runner_fail(exec, "error", "Function.ResponseSizeTooLarge", message);
}

size_t runner_response_data(struct execution *exec, struct http_request *req,
                            const char *bytes, size_t size)
{
    struct invocation *inv = exec->invocation;
    uint64_t left = STREAM_MAX_BYTES - req->body_bytes;
    size_t fits = size < left ? size : (size_t)left;
    size_t taken = inv->sink_data ? inv->sink->on_data(inv, bytes, fits) : fits;

    if (taken < fits || fits == size)
        return taken;
    fail_too_large(exec);
    return size;
}

size_t runner_response_drop(const struct http_request *req, size_t size)
{
    return req->body_bytes > STREAM_MAX_BYTES + (uint64_t)DROP_MAX_BYTES
               ? BODY_ABORT
               : size;
}

void runner_response_resume(struct runner *runner, const struct invocation *inv)
{
    const struct execution *exec = runner_execution_with(runner, inv);

    if (exec && exec->response_request)
        http_request_resume(exec->response_request);
}

void runner_fail_aborted(struct execution *exec)
{
    runner_fail(exec, "error", "Runtime.TruncatedResponse",
                "The runtime broke off in the middle of its response");
}

void runner_response_aborted(struct execution *exec)
{
    struct runner *runner = exec->runner;

    exec->response_request = NULL;
    exec->state = RUNTIME_ANSWERED;
    exec->response_aborted = true;
    /* A runtime that asks for its next event lives. With concurrency the
     * request may come from another of its threads and shows nothing. */
    if (runner->waiting_next && !runner_is_concurrent(runner))
        runner_fail_aborted(exec);
    else
        timer_set(runner->context->loop, &exec->timer, RUNNER_ABORT_WAIT_MS);
}
