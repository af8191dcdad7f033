#include "host/runner/runner_executions.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/base/log_writer.h"
#include "host/logbook/logbook.h"
#include "host/runtime/platform_event.h"

bool runner_is_concurrent(const struct runner *runner)
{
    return runner->execution_count > 1;
}

bool runner_is_starting(const struct runner *runner)
{
    return runner->executions[0].state == RUNTIME_STARTED;
}

bool runner_has_invocations(const struct runner *runner)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation)
            return true;
    return false;
}

void runner_set_state(struct runner *runner, enum runtime_state state)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        runner->executions[i].state = state;
}

struct execution *runner_execution_with(struct runner *runner,
                                        const struct invocation *inv)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation == inv)
            return &runner->executions[i];
    return NULL;
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

struct execution *runner_execution_of_response(struct runner *runner,
                                               const struct http_request *req)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].response_request == req)
            return &runner->executions[i];
    return NULL;
}

struct execution *
runner_execution_oldest(struct runner *runner,
                        bool (*matches)(const struct execution *exec))
{
    struct execution *oldest = NULL;

    for (size_t i = 0; i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        if (exec->invocation && matches(exec) &&
            (!oldest ||
             exec->invocation->started_us < oldest->invocation->started_us))
            oldest = exec;
    }
    return oldest;
}

bool execution_has_others(const struct execution *exec)
{
    const struct runner *runner = exec->runner;

    for (size_t i = 0; i < runner->execution_count; i++)
        if (&runner->executions[i] != exec &&
            runner->executions[i].invocation &&
            runner->executions[i].dispatched)
            return true;
    return false;
}

void execution_start_timer(struct execution *exec)
{
    const struct runner *runner = exec->runner;

    timer_set(runner->context->loop, &exec->timer,
              (int64_t)runner->function->manifest.timeout_s * 1000 +
                  (exec->loads ? exec->load_ms : 0) + RUNNER_GRACE_MS);
}

void execution_detach_response(struct execution *exec)
{
    struct http_request *req = exec->response_request;

    if (!req)
        return;
    exec->response_request = NULL;
    if (exec->state == RUNTIME_ANSWERING)
        exec->state = RUNTIME_ANSWERED;
    http_request_resume(req);
}

void execution_discard_response(struct execution *exec)
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

void runner_note_timed_out(struct runner *runner, const char *request_id)
{
    size_t at = runner->timed_out_count++ % RUNNER_TIMED_OUT_MAX;

    if (!runner->timed_out_ids)
        runner->timed_out_ids = mem_new(RUNNER_TIMED_OUT_MAX, UUID_SIZE);
    if (runner->timed_out_ids)
        (void)snprintf(runner->timed_out_ids[at], UUID_SIZE, "%s", request_id);
}

bool runner_timed_out(const struct runner *runner, const char *request_id)
{
    for (size_t i = 0; runner->timed_out_ids && i < RUNNER_TIMED_OUT_MAX; i++)
        if (*runner->timed_out_ids[i] &&
            !strcmp(runner->timed_out_ids[i], request_id))
            return true;
    return false;
}

const char *pool_log_name(const struct pool *pool)
{
    return pool->context->log_names ? pool->function->name : NULL;
}

/* Before a process was started, there is a stream without one. */
static void keep(const struct pool *pool, const struct runner *runner,
                 const struct invocation *inv, const char *line, size_t size)
{
    const struct function *fn = pool->function;
    char stream[LOG_STREAM_SIZE];

    if (runner && *runner->log_stream)
        memcpy(stream, runner->log_stream, sizeof stream);
    else
        log_stream_make_host(stream, *fn->log_group ? fn->name : "",
                             fn->version);
    logbook_add(pool->context->logbook, function_log_group(fn),
                inv ? inv->request_id : NULL, stream, line, size);
}

void pool_log(struct pool *pool, struct invocation *inv, const char *line,
              size_t size)
{
    log_writer_line(pool->context->log, pool_log_name(pool), line, size);
    keep(pool, inv ? inv->runner : NULL, inv, line, size);
    if (inv)
        invocation_log(inv, line, size);
}

void runner_log(struct runner *runner, struct invocation *inv, const char *line,
                size_t size)
{
    log_writer_line(runner->context->log, pool_log_name(runner->pool), line,
                    size);
    runner_keep_log(runner, inv, line, size);
}

void runner_keep_log(struct runner *runner, struct invocation *inv,
                     const char *line, size_t size)
{
    keep(runner->pool, runner, inv, line, size);
    if (inv)
        invocation_log(inv, line, size);
}

void runner_log_platform(struct runner *runner, struct invocation *inv,
                         const struct buf *line)
{
    if (line->size == 0)
        return;
    if (runner->context->call_log.mode == CALL_LOG_LAMBDA)
        runner_log(runner, inv, line->data, line->size);
    else
        runner_keep_log(runner, inv, line->data, line->size);
}

/* The caller that waits for the start sees it in its log. */
static struct invocation *waits_for_start(const struct runner *runner)
{
    return runner_is_concurrent(runner) ? NULL
                                        : runner->executions[0].invocation;
}

void runner_log_init_start(struct runner *runner)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct function *fn = runner->function;
    const struct platform_init init = {.type = runner->init_type};

    if (platform_event_init_start(&line, &fn->system_log, clock_wall_ms(),
                                  &init, fn->name, fn->version))
        runner_log_platform(runner, waits_for_start(runner), &line);
}

void runner_log_init_end(struct runner *runner, int64_t duration_us,
                         const char *error_type)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct system_log *log = &runner->function->system_log;
    struct platform_init init = {.type = runner->init_type,
                                 .error_type = error_type,
                                 .duration_us = duration_us};

    if (!log->is_json)
        return;
    if (error_type)
        init.status =
            !strcmp(error_type, "Sandbox.Timedout") ? "timeout" : "error";
    /* Lines printed during the start come before. */
    runtime_process_drain(&runner->process);
    if (platform_event_init_done(&line, log, clock_wall_ms(), &init))
        runner_log_platform(runner, waits_for_start(runner), &line);
    buf_clear(&line);
    if (platform_event_init_report(&line, log, clock_wall_ms(), &init))
        runner_log_platform(runner, waits_for_start(runner), &line);
}

void execution_put_back(struct execution *exec)
{
    struct invocation *inv = exec->invocation;

    timer_clear(exec->runner->context->loop, &exec->timer);
    exec->invocation = NULL;
    inv->runner = NULL;
    invocation_queue_put_back(&inv->pool->queue, inv);
}
