#include "bootstrap/worker/event_handover.h"

#include <signal.h>

#include "bootstrap/worker/code_stat.h"
#include "bootstrap/worker/template_end.h"
#include "common/clock.h"

/* A process that kills itself each time when it is loaded is to be reported. */
enum {
    RETRIES_MAX = 2,
    LOADS_MAX = 10, /* while the code keeps changing */
    /* Of the clock of files; no interpreter has read a file so soon. */
    TICK_US = 10000,
};

static bool is_loading(const struct worker_pair *pair)
{
    return worker_state_of(pair->active) == WORKER_STARTING;
}

void event_hold_begin(struct worker_pair *pair, const struct invocation *inv)
{
    pair->was_loading = is_loading(pair);
    pair->holds = pair->was_loading && invocation_load_max_ms(inv) > 0;
    if (!pair->holds)
        event_hold_end(pair, inv);
}

/* A process that was started ahead has used some of its time already. */
int64_t event_hold_until_ms(const struct worker_pair *pair,
                            const struct invocation *inv)
{
    int64_t began_ms = pair->active->process.times.started_us / 1000;

    if (!pair->holds || !is_loading(pair))
        return 0;
    if (began_ms > inv->arrived_us / 1000)
        began_ms = inv->arrived_us / 1000;
    return began_ms + invocation_load_max_ms(inv);
}

void event_hold_end(struct worker_pair *pair, const struct invocation *inv)
{
    if (!worker_is_waiting(pair->active))
        return;
    pair->holds = false;
    worker_assign(pair->active, inv);
}

void event_retry_drop_spare(const struct worker_pair *pair, struct worker *w)
{
    log_printf(pair->log, LEVEL_WARN,
               "dayfly: the process that was started ahead of this event ended "
               "before the event arrived; starting another one");
    worker_stop(w);
}

static bool drop_killed(struct worker_pair *pair)
{
    pair->retries++;
    log_printf(pair->log, LEVEL_WARN,
               "dayfly: the process was killed before the handler was called; "
               "starting another one");
    worker_stop(pair->active);
    return true;
}

static bool code_has_changed(const struct worker_pair *pair,
                             const struct worker *w)
{
    int64_t age_us = clock_mono_us() - w->process.times.started_us;
    struct code_stat now;

    code_stat_read(&now, pair->config->handler->root);
    return now.newest_us > clock_stamp_us() - age_us + TICK_US;
}

/* An interpreter that finds two states of a file may fail. */
static bool drop_outdated(struct worker_pair *pair, struct worker *w)
{
    if (pair->retries >= LOADS_MAX || !pair->config->handler->bridged ||
        !code_has_changed(pair, w))
        return false;
    pair->retries++;
    log_printf(pair->log, LEVEL_WARN,
               "dayfly: the code has changed while it was loaded; loading it "
               "again");
    worker_stop(w);
    return true;
}

bool event_retry_spare(struct worker_pair *pair)
{
    return worker_state_of(pair->spare) == WORKER_DONE &&
           worker_left_event_unread(pair->spare) &&
           drop_outdated(pair, pair->spare);
}

static bool ended_without_event(const struct worker_pair *pair)
{
    return pair->holds && worker_state_of(pair->active) == WORKER_DONE;
}

/* It was exchanged just before it was run, so that it died before its first
 * instruction or in its loader. */
static bool was_cut_short(const struct worker_pair *pair)
{
    const struct handler *handler = pair->config->handler;
    const struct outcome *outcome = &pair->active->outcome;

    return outcome->kind == OUTCOME_SIGNALED &&
           (outcome->code == SIGSEGV || outcome->code == SIGBUS) &&
           handler_has_changed(handler) && exec_is_cut_short(handler->file);
}

/* A plain executable may do something before it reads its stdin. */
bool event_was_unread(const struct worker_pair *pair)
{
    const struct worker *active = pair->active;

    if (!pair->config->handler->bridged)
        return active->outcome.kind == OUTCOME_EXEC_FAILED ||
               was_cut_short(pair);
    return ended_without_event(pair) || worker_left_event_unread(active);
}

bool event_retry_is_due(struct worker_pair *pair)
{
    bool was_waiting = pair->was_waiting;
    bool made_for_it = !was_waiting && pair->active->process.copied;

    if (pair->retries < RETRIES_MAX && !was_waiting &&
        worker_was_killed_early(pair->active))
        return drop_killed(pair);
    bool unread =
        ended_without_event(pair) || worker_left_event_unread(pair->active);
    if (!was_waiting && unread && drop_outdated(pair, pair->active))
        return true;
    if ((!was_waiting && !made_for_it) || !unread)
        return false;
    pair->was_waiting = false;
    if (was_waiting) {
        event_retry_drop_spare(pair, pair->active);
        return true;
    }
    template_distrust(&pair->template);
    worker_stop(pair->active);
    return true;
}
