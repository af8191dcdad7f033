/* lane_end.c - how calls and bootstraps of a lane end. */
#include "host/lane.h"

#include <stdio.h>
#include <string.h>

#include "bootstrap/base/clock.h"
#include "host/extension_api.h"
#include "host/lane_rooms.h"
#include "host/report.h"

enum {
    FAILURES_FREE = 2, /* failed starts in a row before the next must wait */
    HOLD_MS = 1000,
    HOLD_MOST_MS = 30000,
    TERM_MS = 300,  /* between being asked to end and being killed */
    EXIT_MS = 2000, /* for a runtime that said it cannot start, to exit */
};

static void log_report(struct lane *l, const struct outcome *o,
                       int64_t duration_us)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct call *c = l->current;
    const struct report report = {
        .request_id = c->request_id,
        .duration_us = duration_us,
        .init_us = c->init_us,
        .memory_mb = l->fn->manifest.memory_mb,
        .peak_kb = o->peak_kb,
        .status = o->status,
        .error_type = *o->error_type ? o->error_type : NULL,
    };

    if (!l->handed && report_start(&line, c->request_id))
        lane_log(l, line.data, line.size);
    buf_clear(&line);
    if (report_end(&line, c->request_id))
        lane_log(l, line.data, line.size);
    buf_clear(&line);
    if (report_line(&line, &report))
        lane_log(l, line.data, line.size);
}

/* A call that ran late is accounted with what it was given. */
static int64_t duration_us(const struct lane *l, const struct outcome *o)
{
    int64_t most = (int64_t)l->fn->manifest.timeout_s * 1000000;
    int64_t took = clock_mono_us() - l->current->begun_us;

    if (!l->handed)
        return 0;
    return took > most && o->failed ? most : took;
}

void lane_settle(struct lane *l, struct outcome *o)
{
    struct call *c = l->current;
    int64_t took = duration_us(l, o);

    /* What it printed before its answer is its own. */
    stage_drain(&l->stage);
    log_report(l, o, took);
    timer_clear(l->house->loop, &l->limit);
    (void)snprintf(l->answered_id, sizeof l->answered_id, "%s", c->request_id);
    l->current = NULL;
    l->broke_off = false;
    lane_stop_hearing(l);
    /* A `next` that has been waiting beside this call counts as asked now. */
    if (l->state == RUNTIME_ANSWERED && l->parked)
        l->state = RUNTIME_READY;
    if (c->listener)
        c->audience->end(c, o);
    c->listener = NULL;
    call_release(c);
}

void lane_fail(struct lane *l, const char *status, const char *error_type,
               const char *what)
{
    struct outcome o = OUTCOME;
    char text[1200];

    (void)snprintf(text, sizeof text, "RequestId: %s Error: %s",
                   l->current->request_id, what);
    outcome_say(&o, error_type, text);
    o.status = status;
    lane_settle(l, &o);
    buf_free(&o.body);
}

static void note_failure(struct lane *l, const char *error_type,
                         const char *what)
{
    struct init_failure *failure = &l->failure;

    (void)snprintf(failure->error_type, sizeof failure->error_type, "%s",
                   error_type);
    (void)snprintf(failure->what, sizeof failure->what, "%s", what);
    buf_clear(&failure->body);
    l->started_us = 0;
    if (++failure->in_a_row <= FAILURES_FREE)
        return;
    unsigned doubled = failure->in_a_row - FAILURES_FREE - 1;
    int64_t hold_ms = (int64_t)HOLD_MS << (doubled < 5 ? doubled : 5);
    if (hold_ms > HOLD_MOST_MS)
        hold_ms = HOLD_MOST_MS;
    failure->hold_until_ms = clock_mono_ms() + hold_ms;
}

void lane_failed_to_start(struct lane *l, const char *error_type,
                          const char *what)
{
    note_failure(l, error_type, what);
    lane_fail(l, "error", error_type, what);
}

static void fail_with_body(struct lane *l, const struct buf *body)
{
    struct outcome o = OUTCOME;

    outcome_fail(&o, l->failure.error_type);
    (void)!buf_add(&o.body, body->data, body->size);
    lane_settle(l, &o);
    buf_free(&o.body);
}

void lane_fail_held(struct lane *l)
{
    if (l->failure.body.size > 0)
        fail_with_body(l, &l->failure.body);
    else
        lane_fail(l, "error", l->failure.error_type, l->failure.what);
}

void lane_init_error(struct lane *l, struct buf *body, const char *error_type)
{
    note_failure(l, error_type, "the runtime could not start");
    buf_free(&l->failure.body);
    l->failure.body = *body;
    body->data = "";
    body->size = 0;
    body->room = 0;
    l->dying = true;
    if (l->current)
        lane_fail_held(l);
    timer_set(l->house->loop, &l->limit, EXIT_MS);
}

/* Whether the death of the bootstrap is the answer to the current call, and
 * not just the reason why it needs another one. */
static bool death_is_answer(const struct lane *l)
{
    return l->current && !l->dying &&
           (l->handed || l->state == RUNTIME_STARTED);
}

void lane_ended(void *self, const siginfo_t *death)
{
    struct lane *l = self;
    char what[EXIT_TEXT_SIZE];
    bool in_init = l->state == RUNTIME_STARTED;
    bool answers = death_is_answer(l);

    report_exit(what, death);
    listener_close(&l->listener);
    timer_clear(l->house->loop, &l->limit);
    lane_dismiss(l);
    extension_api_end(l);
    l->serial++;
    l->holder = NULL;
    if (answers && in_init)
        lane_failed_to_start(l, "Runtime.ExitError", what);
    else if (answers)
        lane_fail(l, "error", "Runtime.ExitError", what);
    l->dying = false;
    l->state = RUNTIME_STARTED;
    if (l->current)
        lane_serve(l);
    lane_turn(l);
}

/* `lane_ended` follows. An extension within the runtime is what is promised
 * time to end. */
static bool kill_stage(struct lane *l)
{
    bool gently = l->extensions && l->extensions->count > 0 && !l->dying;

    l->dying = true;
    stage_signal(&l->stage, gently ? SIGTERM : SIGKILL);
    return gently;
}

static void log_timeout(struct lane *l, const char *what)
{
    AUTO(struct buf, buf_free) line = BUF(512);
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    if (buf_printf(&line, "%s %s %s", now, l->current->request_id, what))
        lane_log(l, line.data, line.size);
}

static void fail_late(struct lane *l)
{
    char what[EXIT_TEXT_SIZE];

    if (l->state == RUNTIME_STARTED) {
        lane_failed_to_start(l, "Sandbox.Timedout",
                             "Init timed out after 10.00 seconds: the "
                             "bootstrap has not asked for an event");
    } else {
        report_timeout(what, l->fn->manifest.timeout_s);
        log_timeout(l, what);
        lane_fail(l, "timeout", "Sandbox.Timedout", what);
    }
    lane_turn(l);
}

void lane_late(void *self)
{
    struct lane *l = self;

    if (l->broke_off) {
        lane_tell_broken(l);
        return;
    }
    /* Killed first, so that nothing of it is printed after its answer. */
    bool was_dying = l->dying;
    bool gently = kill_stage(l);
    if (!was_dying && l->current)
        fail_late(l);
    if (gently && l->stage.pid)
        timer_set(l->house->loop, &l->limit, TERM_MS);
}
