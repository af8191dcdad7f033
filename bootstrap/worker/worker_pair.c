#include "bootstrap/worker/worker_pair.h"

#include "common/clock.h"
#include "bootstrap/os/descendants.h"

/* A handler that is done by then is not disturbed by its successor. */
enum { EARLY_MS = 2 };
/* So long who has answered may be there until the answer is out. */
enum { LINGER_MS = 2 };
/* An event that comes so late has not waited for us. */
enum { IDLE_MS = 10 };
/* Who is saving files may not be done. */
enum { CHANGED_MS = 50 };

void worker_pair_init(struct worker_pair *c, const struct worker_config *kind,
                      const struct spare_policy *plan,
                      const struct scoreboard_slot *seat,
                      struct event_trace *trace, struct log *log)
{
    *c = (struct worker_pair){.kind = kind,
                              .trace = trace,
                              .plan = *plan,
                              .seat = seat,
                              .log = log,
                              .thorough = !plan->frozen,
                              .stop_ms = INT64_MAX,
                              .raise_ms = INT64_MAX};
    c->now = &c->children[0];
    c->ahead = &c->children[1];
    worker_init(c->now, kind, log);
    worker_init(c->ahead, kind, log);
    worker_set_siblings(c->now, c->ahead);
    child_list_open(&c->kin);
    c->fresh = (struct code_watch)CODE_WATCH;
    if (plan->wanted && kind->handler->bridged)
        code_watch_open(&c->fresh, kind->handler->root);
}

void worker_pair_free(struct worker_pair *c)
{
    worker_free(c->now);
    worker_free(c->ahead);
    code_watch_close(&c->fresh);
    child_list_close(&c->kin);
}

/* Beside another process only where the plan and the memory allow it; else once
 * that one, and all it left behind, is gone. */
static bool may_raise(const struct worker_pair *c)
{
    return c->now->slot.state == PROCESS_EMPTY ||
           (c->plan.early && spare_policy_memory_fits(&c->plan, c->peak_kib));
}

void worker_pair_poll_fds(const struct worker_pair *c, struct poll_set *w)
{
    process_poll_fds(&c->now->slot, w);
    process_poll_fds(&c->ahead->slot, w);
    poll_set_add(w, c->fresh.fd, POLLIN);
    if (c->stop_ms != INT64_MAX)
        poll_set_deadline(w, c->stop_ms);
    if (c->raise_ms != INT64_MAX && may_raise(c))
        poll_set_deadline(w, c->raise_ms);
}

/* Once the last one has left its place, if other lanes leave it one. */
static void raise_ahead(struct worker_pair *c)
{
    c->raise_ms = INT64_MAX;
    if (c->ahead->slot.state == PROCESS_EMPTY) {
        c->allowed = slot_acquire_token(c->seat);
        if (c->allowed)
            worker_start_idle(c->ahead, c->thorough);
    } else if (c->ahead->slot.state == PROCESS_STOPPING) {
        c->raise_ms = clock_mono_ms() + 1;
    }
}

/* Nobody is ahead: another lane may have somebody. */
static void release_ahead(struct worker_pair *c)
{
    if (!c->allowed || c->ahead->slot.state != PROCESS_EMPTY)
        return;
    c->allowed = false;
    slot_release_token(c->seat);
}

/* Who has loaded what is not there any more must not serve. */
static void look_for_changes(struct worker_pair *c)
{
    if (!code_watch_changed(&c->fresh))
        return;
    if (c->ahead->slot.state == PROCESS_RUNNING)
        c->raise_ms = clock_mono_ms() + CHANGED_MS;
    process_kill(&c->ahead->slot);
    c->now->served = c->kind->settings->reuse;
    if (!c->now->slot.busy)
        process_kill(&c->now->slot);
}

static void stop_now(struct worker_pair *c)
{
    c->stop_ms = INT64_MAX;
    process_kill(&c->now->slot);
}

void worker_pair_handle_io(struct worker_pair *c, const struct poll_set *w)
{
    process_handle_io(&c->now->slot, w);
    c->log->form.nobody = true;
    process_handle_io(&c->ahead->slot, w);
    c->log->form.nobody = false;
    if (poll_set_revents(w, c->fresh.fd))
        look_for_changes(c);
    if (clock_mono_ms() >= c->stop_ms)
        stop_now(c);
    release_ahead(c);
    if (clock_mono_ms() >= c->raise_ms && may_raise(c))
        raise_ahead(c);
    if (c->now->slot.state == PROCESS_EMPTY)
        event_trace_mark(c->trace, TRACE_STEP_EMPTY);
    if (!c->plan.wanted)
        worker_prepare(c->now);
    if (worker_is_ready(c->ahead))
        event_trace_mark(c->trace, TRACE_STEP_READY);
}

void worker_pair_schedule_spare(struct worker_pair *c, int64_t raise_in_ms)
{
    c->turned_ms = clock_mono_ms();
    if (c->stop_ms != INT64_MAX)
        stop_now(c);
    if (c->plan.wanted && c->ahead->slot.state != PROCESS_RUNNING &&
        !worker_is_idle(c->now))
        c->raise_ms = clock_mono_ms() + raise_in_ms;
    else if (c->plan.wanted)
        slot_notify_next(c->seat);
}

bool worker_pair_spare_is_starting(const struct worker_pair *c)
{
    return c->raise_ms != INT64_MAX ||
           (worker_is_idle(c->ahead) && !worker_is_ready(c->ahead));
}

static void say_in_vain(const struct worker_pair *c)
{
    log_printf(
        c->log, LEVEL_WARN,
        "dayfly: the process started ahead of this event has ended before "
        "it came; another one is started");
}

/* One that has waited in vain is no reason to fail an event. */
static void drop_ahead(struct worker_pair *c)
{
    if (c->ahead->slot.state != PROCESS_RUNNING)
        return;
    say_in_vain(c);
    process_kill(&c->ahead->slot);
}

bool worker_pair_is_free(struct worker_pair *c)
{
    struct worker *now = c->now;

    look_for_changes(c);
    if (now->slot.state == PROCESS_RUNNING && !now->slot.busy &&
        now->end.how != OUTCOME_PENDING)
        process_kill(&now->slot);
    return now->slot.state == PROCESS_EMPTY || worker_is_idle(now);
}

/* One that dies, or is dead, has perhaps left others that are not swept yet. */
static bool is_settled(const struct worker *c)
{
    return c->slot.state == PROCESS_EMPTY ||
           (c->slot.state == PROCESS_RUNNING && c->slot.pid && !c->slot.traced);
}

bool worker_pair_check_children(const struct worker_pair *c, struct error *f)
{
    const pid_t own[] = {c->now->slot.pid, c->ahead->slot.pid};

    return !c->swept || !is_settled(c->now) || !is_settled(c->ahead) ||
           child_list_check(&c->kin, own, COUNT(own), f);
}

static bool gives_early(const struct worker_pair *c)
{
    return c->plan.wanted && c->plan.early &&
           c->now->served >= c->kind->settings->reuse;
}

static void take_ahead(struct worker_pair *c)
{
    struct worker *ahead = c->ahead;

    c->ahead = c->now;
    c->now = ahead;
}

/* Who boots while events queue up takes no longer than it must. Nor where it
 * holds the platform up. */
static bool has_time(const struct worker_pair *c)
{
    return !c->plan.frozen && clock_mono_ms() - c->turned_ms >= IDLE_MS;
}

void worker_pair_dispatch(struct worker_pair *c, const struct invocation *inv)
{
    c->thorough = has_time(c);
    if (!worker_is_idle(c->now) && worker_is_idle(c->ahead))
        take_ahead(c);
    c->waited = worker_is_idle(c->now);
    if (c->waited) {
        worker_assign(c->now, inv);
    } else {
        drop_ahead(c);
        worker_start_with(c->now, inv);
    }
    release_ahead(c);
    event_trace_mark(c->trace, TRACE_STEP_GIVEN);
    c->raise_ms = gives_early(c) ? clock_mono_ms() + EARLY_MS : INT64_MAX;
}

bool worker_pair_event_unread(struct worker_pair *c)
{
    if (!c->waited || !worker_left_event_unread(c->now))
        return false;
    say_in_vain(c);
    c->waited = false;
    process_kill(&c->now->slot);
    return true;
}

bool worker_pair_finish(struct worker_pair *c, bool good)
{
    struct worker *now = c->now;

    /* Nothing is started between an answer and the question for the next. */
    c->raise_ms = INT64_MAX;
    process_times_read_peak(now->slot.pid, &now->end);
    c->peak_kib = now->end.peak_kib;
    if (good && now->end.how == OUTCOME_RESULT &&
        now->slot.state == PROCESS_RUNNING &&
        now->served < c->kind->settings->reuse) {
        c->swept = false;
        return true;
    }
    c->swept = c->swept || now->slot.state != PROCESS_EMPTY;
    if (good)
        c->stop_ms = clock_mono_ms() + LINGER_MS;
    else
        stop_now(c);
    return false;
}

void worker_pair_reset_active(struct worker_pair *c)
{
    if (c->now->slot.pid && c->now->served < c->kind->settings->reuse)
        worker_reset(c->now);
    else
        process_kill(&c->now->slot);
}

void worker_pair_shutdown(struct worker_pair *c, int64_t most_ms)
{
    int64_t until = clock_mono_ms() + most_ms;

    c->raise_ms = INT64_MAX;
    process_kill(&c->now->slot);
    process_kill(&c->ahead->slot);
    while ((c->now->slot.state != PROCESS_EMPTY ||
            c->ahead->slot.state != PROCESS_EMPTY) &&
           clock_mono_ms() < until) {
        struct poll_set w = POLL_SET_EMPTY;
        worker_pair_poll_fds(c, &w);
        poll_set_deadline(&w, until);
        (void)poll(w.fds, w.count, w.timeout_ms);
        worker_pair_handle_io(c, &w);
    }
    /* Who became our child though no process of ours has left it. */
    descendants_kill_until(until);
}
