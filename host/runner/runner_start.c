/* runner_start.c - how the bootstrap of a lane is started and stopped. */
#include "host/runner/runner.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "common/clock.h"
#include "host/runtime_api/extension_api.h"
#include "host/runner/runner_internal.h"
#include "host/runtime/runtime_env.h"

static bool open_listener(struct lane *l, struct fault *f)
{
    const struct sockaddr_in any_port = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    l->listener.serial = l->serial;
    return listener_open(&l->listener, l->house->runtimes, &l->service,
                         (const struct sockaddr *)&any_port, sizeof any_port,
                         f);
}

static bool start(struct lane *l, struct fault *f)
{
    AUTO(struct stage_env, stage_env_clear) env = {.count = 0};

    if (!open_listener(l, f))
        return false;
    if (stage_env_make(&env, l->fn, l->house->region, l->listener.port, f) &&
        stage_start(&l->stage, l->fn, env.list, f))
        return true;
    listener_close(&l->listener);
    return false;
}

bool lane_start(struct lane *l)
{
    struct fault why = FAULT_NONE;

    l->serial++;
    lane_set_state(l, RUNTIME_STARTED);
    l->started_us = clock_mono_us();
    if (start(l, &why)) {
        timer_set(l->house->loop, &l->limit, LANE_INIT_MS);
        return true;
    }
    lane_printed(l, why.text, strlen(why.text));
    lane_failed_to_start(l, "Runtime.InvalidEntrypoint", why.text);
    return false;
}

static void lose_unattended(struct lane *l)
{
    struct pending *pending = l->house->pending;
    struct call **at = &l->first;
    char oldest[UUID_SIZE];
    size_t count = 0;

    l->last = NULL;
    while (*at) {
        struct call *c = *at;
        if (!c->unattended) {
            l->last = c;
            at = &c->next;
            continue;
        }
        if (count++ == 0)
            memcpy(oldest, c->request_id, sizeof oldest);
        *at = c->next;
        pending_forget(pending, c);
        call_release(c);
    }
    if (count > 0)
        pending_lost(pending, oldest, count, lane_log_name(l));
}

void lane_shut(struct lane *l)
{
    l->closed = true;
    lose_unattended(l);
    stage_signal(&l->stage, SIGTERM);
}

bool lane_is_empty(const struct lane *l)
{
    return !l->stage.pid && !lane_has_calls(l) && !l->first;
}

static void cut_off(struct lane *l, struct call *c)
{
    struct outcome o = OUTCOME;

    outcome_fail(&o, "Sandbox.Failure");
    if (c->unattended)
        pending_done(l->house->pending, c, lane_log_name(l), &o);
    call_release(c);
}

void lane_close(struct lane *l)
{
    if (!l->house)
        return;
    timer_clear(l->house->loop, &l->limit);
    listener_close(&l->listener);
    l->closed = true;
    l->dying = true;
    stage_stop(&l->stage);
    lane_conclude_all(l);
    extension_api_end(l);
    for (size_t i = 0; l->turns && i < l->turn_count; i++) {
        struct turn *t = &l->turns[i];
        timer_clear(l->house->loop, &t->limit);
        lane_stop_hearing(t);
        if (t->call)
            cut_off(l, t->call);
        t->call = NULL;
    }
    while (l->first) {
        struct call *c = l->first;
        l->first = c->next;
        call_release(c);
    }
    l->last = NULL;
    mem_free(l->turns);
    l->turns = NULL;
    l->turn_count = 0;
    buf_free(&l->failure.body);
}
