/* runner_start.c - how the bootstrap of a lane is started and stopped. */
#include "host/runner/runner.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "common/clock.h"
#include "host/runtime_api/extension_api.h"
#include "host/runner/runner_internal.h"
#include "host/runtime/runtime_env.h"

static bool open_listener(struct runner *l, struct error *f)
{
    const struct sockaddr_in any_port = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    l->listener.serial = l->serial;
    return listener_open(&l->listener, l->house->runtimes, &l->service,
                         (const struct sockaddr *)&any_port, sizeof any_port,
                         f);
}

static bool start(struct runner *l, struct error *f)
{
    AUTO(struct runtime_env, runtime_env_clear) env = {.count = 0};

    if (!open_listener(l, f))
        return false;
    if (runtime_env_make(&env, l->fn, l->house->region, l->listener.port, f) &&
        runtime_process_start(&l->stage, l->fn, env.list, f))
        return true;
    listener_close(&l->listener);
    return false;
}

bool runner_start_process(struct runner *l)
{
    struct error why = ERROR_NONE;

    l->serial++;
    runner_set_state(l, RUNTIME_STARTED);
    l->started_us = clock_mono_us();
    if (start(l, &why)) {
        timer_set(l->house->loop, &l->limit, RUNNER_INIT_MS);
        return true;
    }
    runner_on_line(l, why.text, strlen(why.text));
    runner_failed_to_start(l, "Runtime.InvalidEntrypoint", why.text);
    return false;
}

static void lose_unattended(struct runner *l)
{
    struct async_log *pending = l->house->pending;
    struct invocation **at = &l->first;
    char oldest[UUID_SIZE];
    size_t count = 0;

    l->last = NULL;
    while (*at) {
        struct invocation *c = *at;
        if (!c->unattended) {
            l->last = c;
            at = &c->next;
            continue;
        }
        if (count++ == 0)
            memcpy(oldest, c->request_id, sizeof oldest);
        *at = c->next;
        async_log_forget(pending, c);
        invocation_unref(c);
    }
    if (count > 0)
        async_log_lost(pending, oldest, count, runner_log_name(l));
}

void runner_shut(struct runner *l)
{
    l->closed = true;
    lose_unattended(l);
    runtime_process_signal(&l->stage, SIGTERM);
}

bool runner_is_empty(const struct runner *l)
{
    return !l->stage.pid && !runner_has_invocations(l) && !l->first;
}

static void cut_off(struct runner *l, struct invocation *c)
{
    struct outcome o = OUTCOME;

    outcome_set_failed(&o, "Sandbox.Failure");
    if (c->unattended)
        async_log_done(l->house->pending, c, runner_log_name(l), &o);
    invocation_unref(c);
}

void runner_close(struct runner *l)
{
    if (!l->house)
        return;
    timer_clear(l->house->loop, &l->limit);
    listener_close(&l->listener);
    l->closed = true;
    l->dying = true;
    runtime_process_stop(&l->stage);
    runner_report_all(l);
    extension_api_reset(l);
    for (size_t i = 0; l->turns && i < l->turn_count; i++) {
        struct execution *t = &l->turns[i];
        timer_clear(l->house->loop, &t->limit);
        runner_stop_response(t);
        if (t->call)
            cut_off(l, t->call);
        t->call = NULL;
    }
    while (l->first) {
        struct invocation *c = l->first;
        l->first = c->next;
        invocation_unref(c);
    }
    l->last = NULL;
    mem_free(l->turns);
    l->turns = NULL;
    l->turn_count = 0;
    buf_free(&l->failure.body);
}
