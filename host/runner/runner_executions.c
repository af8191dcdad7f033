/* runner_executions.c - the calls at work beside each other: which is meant. */
#include "host/runner/runner.h"

#include <string.h>

#include "host/runner/runner_internal.h"

void runner_set_state(struct runner *runner, enum runtime_state state)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        runner->executions[i].state = state;
}

bool runner_has_invocations(const struct runner *runner)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation)
            return true;
    return false;
}

bool runner_is_starting(const struct runner *runner)
{
    return runner->executions[0].state == RUNTIME_STARTED;
}

struct execution *runner_execution_of(struct runner *runner,
                                      const char *request_id)
{
    for (size_t i = 0; i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        if (exec->invocation && exec->dispatched &&
            !strcmp(exec->invocation->request_id, request_id))
            return exec;
    }
    return NULL;
}

bool runner_timed_out(const struct runner *runner, const char *request_id)
{
    for (size_t i = 0; i < RUNNER_TIMED_OUT_MAX; i++)
        if (*runner->timed_out_ids[i] &&
            !strcmp(runner->timed_out_ids[i], request_id))
            return true;
    return false;
}

struct execution *runner_execution_of_response(struct runner *runner,
                                               const struct http_request *req)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].response_request == req)
            return &runner->executions[i];
    return NULL;
}

void runner_log(struct runner *runner, struct invocation *inv, const char *line,
                size_t size)
{
    log_writer_line(runner->context->log, runner_log_name(runner), line, size);
    if (inv)
        invocation_log(inv, line, size);
}

/* The call whose id is in the line, else the only one there is; or NULL. Until
 * the runtime asks for more, what it prints is about the last one. */
static struct invocation *meant(const struct runner *runner, const char *line,
                                size_t size)
{
    struct invocation *only = runner_report_pending(runner, line, size);
    size_t calls = 0;

    if (only)
        return only;
    for (size_t i = 0; i < runner->execution_count; i++) {
        struct invocation *inv = runner->executions[i].invocation;
        if (!inv)
            continue;
        if (runner_is_concurrent(runner) &&
            memmem(line, size, inv->request_id, UUID_SIZE - 1))
            return inv;
        only = inv;
        calls++;
    }
    return calls == 1 ? only : NULL;
}

void runner_on_line(void *self, const char *line, size_t size)
{
    runner_log(self, meant(self, line, size), line, size);
}
