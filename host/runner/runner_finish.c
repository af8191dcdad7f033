/* runner_finish.c - how calls and bootstraps of a lane end. */
#include "host/runner/runner.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/runtime_api/extension_api.h"
#include "host/functions/function_folder.h"
#include "host/runner/runner_internal.h"
#include "host/runtime/platform_log.h"

enum {
    FAILURES_FREE = 2, /* failed starts in a row before the next must wait */
    HOLD_MS = 1000,
    HOLD_MAX_MS = 30000,
    TERM_MS = 300,  /* between being asked to end and being killed */
    EXIT_MS = 2000, /* for a runtime that said it cannot start, to exit */
};

/* A call that ran late is accounted with what it was given. */
static int64_t duration_us(const struct execution *t, const struct outcome *o)
{
    int64_t most = (int64_t)t->lane->fn->manifest.timeout_s * 1000000;
    int64_t took = clock_mono_us() - t->call->begun_us;

    if (!t->handed)
        return 0;
    return took > most && o->failed ? most : took;
}

static void log_start(const struct execution *t)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (platform_log_start(&line, t->call->request_id))
        runner_log(t->lane, t->call, line.data, line.size);
}

void runner_finish(struct execution *t, struct outcome *o)
{
    struct runner *l = t->lane;
    struct invocation *c = t->call;
    int64_t took = duration_us(t, o);

    /* What it printed before its answer is its own. */
    runtime_process_drain(&l->stage);
    if (!t->handed)
        log_start(t);
    timer_clear(l->house->loop, &t->limit);
    (void)snprintf(t->answered_id, sizeof t->answered_id, "%s", c->request_id);
    t->call = NULL;
    t->broke_off = false;
    runner_stop_response(t);
    /* A `next` that has been waiting beside this call counts as asked now. Of
     * several, none has to be asked for before it. */
    if ((t->state == RUNTIME_ANSWERED && l->parked) ||
        (runner_is_concurrent(l) && t->state != RUNTIME_STARTED))
        t->state = RUNTIME_READY;
    runner_report(l, c, o, took);
}

void runner_fail(struct execution *t, const char *status,
                 const char *error_type, const char *what)
{
    struct outcome o = OUTCOME;
    char text[1200];

    (void)snprintf(text, sizeof text, "RequestId: %s Error: %s",
                   t->call->request_id, what);
    outcome_set_error(&o, error_type, text);
    o.status = status;
    runner_finish(t, &o);
    buf_free(&o.body);
}

static void note_failure(struct runner *l, const char *error_type,
                         const char *what)
{
    struct start_failure *failure = &l->failure;

    (void)snprintf(failure->error_type, sizeof failure->error_type, "%s",
                   error_type);
    (void)snprintf(failure->what, sizeof failure->what, "%s", what);
    buf_clear(&failure->body);
    failure->folder = folder_checksum(l->fn->root, l->fn->handler);
    l->started_us = 0;
    if (++failure->in_a_row <= FAILURES_FREE)
        return;
    unsigned doubled = failure->in_a_row - FAILURES_FREE - 1;
    int64_t hold_ms = (int64_t)HOLD_MS << (doubled < 5 ? doubled : 5);
    if (hold_ms > HOLD_MAX_MS)
        hold_ms = HOLD_MAX_MS;
    failure->hold_until_ms = clock_mono_ms() + hold_ms;
}

void runner_failed_to_start(struct runner *l, const char *error_type,
                            const char *what)
{
    note_failure(l, error_type, what);
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call && !l->turns[i].handed)
            runner_fail(&l->turns[i], "error", error_type, what);
}

static void fail_with_body(struct execution *t, const struct buf *body)
{
    struct outcome o = OUTCOME;

    outcome_set_failed(&o, t->lane->failure.error_type);
    (void)!buf_add(&o.body, body->data, body->size);
    runner_finish(t, &o);
    buf_free(&o.body);
}

void runner_fail_with_last_start(struct execution *t)
{
    const struct start_failure *failure = &t->lane->failure;

    if (failure->body.size > 0)
        fail_with_body(t, &failure->body);
    else
        runner_fail(t, "error", failure->error_type, failure->what);
}

void runner_init_error(struct runner *l, struct buf *body,
                       const char *error_type)
{
    note_failure(l, error_type, "the runtime could not start");
    buf_free(&l->failure.body);
    l->failure.body = *body;
    body->data = "";
    body->size = 0;
    body->room = 0;
    l->dying = true;
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call)
            runner_fail_with_last_start(&l->turns[i]);
    timer_set(l->house->loop, &l->limit, EXIT_MS);
}

/* The death of the bootstrap is the answer to the calls it was given, and not
 * just the reason why it needs another one. */
static void fail_with(struct runner *l, const char *what)
{
    bool in_init = runner_is_starting(l);

    if (!l->dying && in_init && runner_has_invocations(l))
        runner_failed_to_start(l, "Runtime.ExitError", what);
    for (size_t i = 0; !l->dying && !in_init && i < l->turn_count; i++)
        if (l->turns[i].call && l->turns[i].handed)
            runner_fail(&l->turns[i], "error", "Runtime.ExitError", what);
}

void runner_process_exited(void *self, const siginfo_t *death)
{
    struct runner *l = self;
    char what[EXIT_TEXT_SIZE];

    platform_log_exit(what, death);
    runner_report_all(l);
    listener_close(&l->listener);
    timer_clear(l->house->loop, &l->limit);
    runner_release_next(l);
    extension_api_reset(l);
    l->serial++;
    for (size_t i = 0; i < l->turn_count; i++) {
        timer_clear(l->house->loop, &l->turns[i].limit);
        l->turns[i].holder = NULL;
    }
    fail_with(l, what);
    l->dying = false;
    runner_set_state(l, RUNTIME_STARTED);
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call)
            runner_dispatch(&l->turns[i]);
    runner_advance(l);
}

/* `runner_process_exited` follows. An extension within the runtime is what is
 * promised time to end. */
static void kill_stage(struct runner *l)
{
    bool gently = l->extensions && l->extensions->count > 0 && !l->dying;

    l->dying = true;
    runtime_process_signal(&l->stage, gently ? SIGTERM : SIGKILL);
    if (gently)
        timer_set(l->house->loop, &l->limit, TERM_MS);
}

static void fail_late(struct execution *t)
{
    AUTO(struct buf, buf_free) line = BUF(512);
    char now[CLOCK_TEXT_SIZE];
    char what[EXIT_TEXT_SIZE];

    platform_log_timeout(what, t->lane->fn->manifest.timeout_s);
    clock_text(clock_wall_ms(), now);
    if (buf_printf(&line, "%s %s %s", now, t->call->request_id, what))
        runner_log(t->lane, t->call, line.data, line.size);
    runner_fail(t, "timeout", "Sandbox.Timedout", what);
}

/* It has not asked for an event, or not ended, in time. Killed first, so that
 * nothing of it is printed after the answer to a call. */
void runner_start_timed_out(void *self)
{
    struct runner *l = self;
    bool was_dying = l->dying;

    if (l->retired && !l->dying) {
        runner_stop_process(l);
        return;
    }
    kill_stage(l);
    if (!was_dying && runner_is_starting(l) && runner_has_invocations(l)) {
        runner_failed_to_start(l, "Sandbox.Timedout",
                               "Init timed out after 10.00 seconds: the "
                               "bootstrap has not asked for an event");
        runner_advance(l);
    }
}

static bool others_at_work(const struct execution *t)
{
    const struct runner *l = t->lane;

    for (size_t i = 0; i < l->turn_count; i++)
        if (&l->turns[i] != t && l->turns[i].call && l->turns[i].handed)
            return true;
    return false;
}

/* Of several calls one is late. As in Lambda, its caller is told, the runtime
 * has to stop the work itself, and the others go on. Who was not handed out may
 * have its turn when one of them is done. */
static void pass_over(struct execution *t)
{
    struct runner *l = t->lane;

    if (!t->handed) {
        timer_set(l->house->loop, &t->limit,
                  (int64_t)l->fn->manifest.timeout_s * 1000 + RUNNER_GRACE_MS);
        return;
    }
    (void)snprintf(l->late_ids[l->late_count++ % RUNNER_TIMED_OUT_MAX],
                   UUID_SIZE, "%s", t->call->request_id);
    fail_late(t);
    runner_advance(l);
}

void execution_timed_out(void *self)
{
    struct execution *t = self;
    struct runner *l = t->lane;

    if (t->broke_off) {
        runner_fail_aborted(t);
        return;
    }
    if (runner_is_concurrent(l) && (t->handed || others_at_work(t))) {
        pass_over(t);
        return;
    }
    kill_stage(l);
    if (t->call)
        fail_late(t);
    runner_advance(l);
}
