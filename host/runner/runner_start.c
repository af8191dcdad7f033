#include "host/runner/runner_start.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/logbook/log_group_key.h"
#include "host/logbook/logbook.h"
#include "host/message_queues/message_queues.h"
#include "host/metrics/function_stats.h"
#include "host/runner/pool_shortage.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"
#include "host/runner/runner_report.h"
#include "host/runtime/runtime_aws.h"
#include "host/runtime/runtime_channel.h"
#include "host/runtime/runtime_env.h"

enum {
    STOP_MS = 2000,   /* from SIGTERM to SIGKILL for a process without work */
    TERM_MS = 300,    /* the same for one that is killed */
    DESCRIPTORS = 16, /* for a process: pipes, a pidfd, its connections */
};

static bool open_listener(struct runner *runner, struct error *err)
{
    const struct sockaddr_in any_port = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    runner->listener.serial = runner->serial;
    return listener_open(&runner->listener, runner->context->runtime_server,
                         &runner->handler, (const struct sockaddr *)&any_port,
                         sizeof any_port, err);
}

/* Before the code is loaded, so that no change is missed. */
static void watch_code(struct pool *pool)
{
    if (pool->code || !runtime_env_watches(pool->function))
        return;
    pool->code =
        code_watcher_add(pool->context->code_watcher, pool->function->watched);
    if (pool->code)
        pool->code_changes = pool->code->changes;
}

/* *door: -1: other bootstraps, and one for which it cannot be made, come by
 * TCP. */
static void open_channel(struct runner *runner, int *door)
{
    struct runtime_channel channel;
    struct error err = ERROR_NONE;
    AUTO(struct buf, buf_free) line = BUF(1024);

    *door = -1;
    if (runner->function->own_bootstrap)
        return;
    runner->channel.serial = runner->serial;
    if (runtime_channel_open(&channel, runner->function->user, &err) &&
        listener_open_private(&runner->channel, runner->context->runtime_server,
                              &runner->handler, fd_take(&channel.listening),
                              &err))
        *door = fd_take(&channel.door);
    runtime_channel_close(&channel);
    if (*door < 0 && buf_printf(&line,
                                "[WARN] dayfly: %s: the Runtime API is "
                                "served by TCP only",
                                err.text))
        runner_log(runner, NULL, line.data, line.size);
}

/* A process whose connection cannot be accepted would fail. The kernel gives
 * the lowest number that is free. */
static bool has_descriptors(const struct runner *runner, struct error *err)
{
    struct rlimit most;

    if (getrlimit(RLIMIT_NOFILE, &most) != 0 ||
        (rlim_t)runner->listener.watch.fd + DESCRIPTORS <= most.rlim_cur)
        return true;
    errno = EMFILE;
    return error_set_errno(err, "cannot start a process");
}

/* A program of the function's starts the bootstrap again, and may close the
 * descriptors that this has inherited. */
static bool has_wrapper(const struct runtime_env *env)
{
    const char *wrapper = runtime_env_get(env, "AWS_LAMBDA_EXEC_WRAPPER");

    return wrapper && *wrapper;
}

/* One of those that the pool keeps ready: provisioned concurrency. */
static bool is_provisioned(const struct runner *runner)
{
    const struct pool *pool = runner->pool;
    size_t others = 0;

    for (size_t i = 0; i < pool->count; i++)
        others += pool->runners[i] != runner && pool->runners[i]->process.pid &&
                  !pool->runners[i]->stopping;
    return others < pool->least;
}

/* As a queue, a group is made by a caller before functions find it. */
static bool has_logs(const struct logbook *book)
{
    const struct log_group *group = book->groups;

    while (group && (!group->settings || !log_group_key_is_own(group->name)))
        group = group->next;
    return group != NULL;
}

/* False: errno, too, says why; 0: no call of the kernel has failed. */
static bool start(struct runner *runner, struct error *err)
{
    AUTO(struct runtime_env, runtime_env_clear) env = {.count = 0};
    AUTO(int, fd_close) door = -1;
    const struct host_context *context = runner->context;
    const struct message_queues *queues = context->queues;

    errno = 0;
    if (!open_listener(runner, err))
        return false;
    watch_code(runner->pool);
    open_channel(runner, &door);
    const struct runtime_place place = {.region = context->region,
                                        .log_stream = runner->log_stream,
                                        .port = runner->listener.port,
                                        .watched = runner->pool->code != NULL,
                                        .has_channel = door >= 0,
                                        .init_type = runner->init_type,
                                        .is_trial = runner->pool->is_trial &&
                                                    !runner->pool->started,
                                        .memory_noted = *context->memory_noted};
    const struct runtime_services services = {
        .url = queues ? context->near_url : NULL,
        .has_queues = queues && queues->count > 0,
        .has_logs = has_logs(context->logbook),
        .needs_keys = queues && *context->needs_keys};
    errno = 0;
    if (has_descriptors(runner, err) &&
        runtime_env_make(&env, runner->function, &place, err) &&
        runtime_aws_add(&env, runner->function, &services, err) &&
        runtime_process_start(&runner->process, runner->function, env.list,
                              door, err)) {
        *context->memory_noted |= !runner->function->own_bootstrap &&
                                  runner->function->manifest.limits_memory;
        runner->uses_channel =
            door >= 0 && !runner->function->own_bootstrap && !has_wrapper(&env);
        return true;
    }
    int cause = errno;
    listener_close(&runner->listener);
    listener_close(&runner->channel);
    errno = cause;
    return false;
}

/* A function that is called gets its first process even if there are too many:
 * idle ones of others give way. */
static void make_room(const struct host_context *context)
{
    if (*context->processes >= POOL_RUNNERS_MAX)
        context->make_room(context->self,
                           *context->processes - POOL_RUNNERS_MAX + 1);
}

bool runner_start_process(struct runner *runner)
{
    struct error err = ERROR_NONE;

    runner->serial++;
    runner->uses_channel = false;
    runner->keeps_code = false;
    runner->refusal_logged = false;
    buf_free(&runner->late_init_error.body);
    runner->late_init_error.at_ms = 0;
    log_stream_make(runner->log_stream,
                    *runner->function->log_group ? runner->function->name : "",
                    runner->function->version);
    runner->init_type = runtime_env_init_type(
        manifest_lanes(&runner->function->manifest), is_provisioned(runner));
    runner_set_state(runner, RUNTIME_STARTED);
    runner->started_us = clock_mono_us();
    runner_log_init_start(runner);
    make_room(runner->context);
    if (start(runner, &err)) {
        (*runner->context->processes)++;
        function_stats_process(runner->pool->stats, true);
        turns_hold(runner->context->turns, &runner->executions[0].turn,
                   &runner->pool->turn_place, TURN_START);
        timer_set(runner->context->loop, &runner->timer, RUNNER_INIT_MS);
        return true;
    }
    bool is_short = pool_shortage_is(errno);
    runner_on_line(runner, err.text, strlen(err.text));
    if (is_short)
        pool_shortage_note(runner, err.text);
    else
        runner_failed_to_start(runner, "Runtime.InvalidEntrypoint", err.text);
    return false;
}

void runner_stop_process(struct runner *runner)
{
    runner->stopping = true;
    runtime_process_signal(&runner->process, SIGTERM);
    timer_set(runner->context->loop, &runner->timer, STOP_MS);
}

void runner_kill_process(struct runner *runner)
{
    bool gently = runner->extensions && runner->extensions->count > 0 &&
                  !runner->stopping;

    runner->stopping = true;
    runtime_process_signal(&runner->process, gently ? SIGTERM : SIGKILL);
    if (gently)
        timer_set(runner->context->loop, &runner->timer, TERM_MS);
}
