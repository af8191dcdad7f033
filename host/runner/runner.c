#include "host/runner/runner.h"

#include "common/clock.h"
#include "host/functions/function_folder.h"
#include "host/runner/runner_internal.h"

const char *runner_log_name(const struct runner *runner)
{
    return runner->context->log_names ? runner->function->name : NULL;
}

bool runner_is_concurrent(const struct runner *runner)
{
    return runner->execution_count > 1;
}

bool runner_open(struct runner *runner, const struct function *fn,
                 const struct host_context *context)
{
    *runner = (struct runner){.function = fn, .context = context};
    runner->execution_count = fn->manifest.concurrency;
    runner->listener.watch.fd = -1;
    runner->timer =
        (struct timer){.on_fire = runner_start_timed_out, .self = runner};
    runner->start_failure.body = (struct buf)BUF(PAYLOAD_MAX_BYTES);
    runtime_process_init(&runner->process, context->loop);
    runner->process.on_line = runner_on_line;
    runner->process.on_exit = runner_process_exited;
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

void runner_enqueue(struct runner *runner, struct invocation *inv)
{
    inv->next = NULL;
    *(runner->queue_tail ? &runner->queue_tail->next : &runner->queue_head) =
        inv;
    runner->queue_tail = inv;
    runner->waiting += inv->async ? 0 : 1;
}

static struct invocation *pop(struct runner *runner)
{
    struct invocation *inv = runner->queue_head;

    if (!inv)
        return NULL;
    runner->queue_head = inv->next;
    if (!runner->queue_head)
        runner->queue_tail = NULL;
    runner->waiting -= inv->async ? 0 : 1;
    return inv;
}

static void unlink_call(struct runner *runner, struct invocation *inv)
{
    struct invocation *before = NULL;

    for (struct invocation *at = runner->queue_head; at != inv; at = at->next)
        before = at;
    *(before ? &before->next : &runner->queue_head) = inv->next;
    if (runner->queue_tail == inv)
        runner->queue_tail = before;
    runner->waiting -= inv->async ? 0 : 1;
}

static struct execution *turn_with(struct runner *runner,
                                   const struct invocation *inv)
{
    for (size_t i = 0; i < runner->execution_count; i++)
        if (runner->executions[i].invocation == inv)
            return &runner->executions[i];
    return NULL;
}

void runner_drop(struct runner *runner, struct invocation *inv)
{
    struct execution *exec = turn_with(runner, inv);

    inv->sink_data = NULL;
    if (exec)
        runner_discard_response(exec);
    if (exec || runner_drop_pending_report(runner, inv))
        return;
    unlink_call(runner, inv);
    invocation_unref(inv);
}

/* Who has mended the code need not wait for it to be tried. */
static bool is_held(struct runner *runner)
{
    struct start_failure *failure = &runner->start_failure;

    if (failure->hold_until_ms <= clock_mono_ms())
        return false;
    if (failure->folder_checksum ==
        folder_checksum(runner->function->root, runner->function->handler))
        return true;
    failure->hold_until_ms = 0;
    failure->count = 0;
    return false;
}

/* As long as there are calls in line and a place for them. */
static void begin_calls(struct runner *runner)
{
    struct execution *exec;

    while (!runner->paused && runner->queue_head &&
           (exec = turn_with(runner, NULL))) {
        exec->invocation = pop(runner);
        exec->dispatched = false;
        exec->undelivered = false;
        exec->invocation->started_us = clock_mono_us();
        if (runner->function->config_error)
            runner_fail(exec, "error", "Runtime.InvalidTaskConfig",
                        runner->function->config_error);
        else if (is_held(runner))
            runner_fail_with_last_start(exec);
        else
            runner_dispatch(exec);
    }
}

bool runner_add(struct runner *runner, struct invocation *inv)
{
    if (runner->closed || (!inv->async && runner->waiting >= RUNNER_QUEUE_MAX))
        return false;
    runner_enqueue(runner, inv);
    begin_calls(runner);
    return true;
}

void runner_advance(struct runner *runner)
{
    if (runner->queue_head && !runner->paused && turn_with(runner, NULL))
        runner->context->check_function(runner->context->self, runner);
    if (runner->retired)
        runner_rest(runner);
    else
        begin_calls(runner);
}

void runner_hold(struct runner *runner, bool held)
{
    runner->paused = held;
    begin_calls(runner);
}
