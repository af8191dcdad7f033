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

void crew_init(struct crew *c, const struct kind *kind,
               const struct spare_plan *plan, const struct seat *seat,
               struct trace *trace, struct log *log)
{
    *c = (struct crew){.kind = kind,
                       .trace = trace,
                       .plan = *plan,
                       .seat = seat,
                       .log = log,
                       .thorough = !plan->frozen,
                       .stop_ms = INT64_MAX,
                       .raise_ms = INT64_MAX};
    c->now = &c->children[0];
    c->ahead = &c->children[1];
    child_init(c->now, kind, log);
    child_init(c->ahead, kind, log);
    child_pair(c->now, c->ahead);
    kin_open(&c->kin);
    c->fresh = (struct fresh)FRESH;
    if (plan->wanted && kind->handler->bridged)
        fresh_open(&c->fresh, kind->handler->root);
}

void crew_free(struct crew *c)
{
    child_free(c->now);
    child_free(c->ahead);
    fresh_close(&c->fresh);
    kin_close(&c->kin);
}

/* Beside another process only where the plan and the memory allow it; else once
 * that one, and all it left behind, is gone. */
static bool may_raise(const struct crew *c)
{
    return c->now->slot.state == SLOT_EMPTY ||
           (c->plan.early && spare_fits(&c->plan, c->peak_kib));
}

void crew_watch(const struct crew *c, struct watch *w)
{
    slot_watch(&c->now->slot, w);
    slot_watch(&c->ahead->slot, w);
    watch_add(w, c->fresh.fd, POLLIN);
    if (c->stop_ms != INT64_MAX)
        watch_until(w, c->stop_ms);
    if (c->raise_ms != INT64_MAX && may_raise(c))
        watch_until(w, c->raise_ms);
}

/* Once the last one has left its place, if other lanes leave it one. */
static void raise_ahead(struct crew *c)
{
    c->raise_ms = INT64_MAX;
    if (c->ahead->slot.state == SLOT_EMPTY) {
        c->allowed = seat_may_raise(c->seat);
        if (c->allowed)
            child_wait(c->ahead, c->thorough);
    } else if (c->ahead->slot.state == SLOT_STOPPING) {
        c->raise_ms = clock_mono_ms() + 1;
    }
}

/* Nobody is ahead: another lane may have somebody. */
static void release_ahead(struct crew *c)
{
    if (!c->allowed || c->ahead->slot.state != SLOT_EMPTY)
        return;
    c->allowed = false;
    seat_release(c->seat);
}

/* Who has loaded what is not there any more must not serve. */
static void look_for_changes(struct crew *c)
{
    if (!fresh_changed(&c->fresh))
        return;
    if (c->ahead->slot.state == SLOT_RUNNING)
        c->raise_ms = clock_mono_ms() + CHANGED_MS;
    slot_stop(&c->ahead->slot);
    c->now->served = c->kind->settings->reuse;
    if (!c->now->slot.busy)
        slot_stop(&c->now->slot);
}

static void stop_now(struct crew *c)
{
    c->stop_ms = INT64_MAX;
    slot_stop(&c->now->slot);
}

void crew_turn(struct crew *c, const struct watch *w)
{
    slot_turn(&c->now->slot, w);
    c->log->form.nobody = true;
    slot_turn(&c->ahead->slot, w);
    c->log->form.nobody = false;
    if (watch_found(w, c->fresh.fd))
        look_for_changes(c);
    if (clock_mono_ms() >= c->stop_ms)
        stop_now(c);
    release_ahead(c);
    if (clock_mono_ms() >= c->raise_ms && may_raise(c))
        raise_ahead(c);
    if (c->now->slot.state == SLOT_EMPTY)
        trace_mark(c->trace, STEP_EMPTY);
    if (!c->plan.wanted)
        child_lay_ground(c->now);
    if (child_ready(c->ahead))
        trace_mark(c->trace, STEP_READY);
}

void crew_turn_over(struct crew *c, int64_t raise_in_ms)
{
    c->turned_ms = clock_mono_ms();
    if (c->stop_ms != INT64_MAX)
        stop_now(c);
    if (c->plan.wanted && c->ahead->slot.state != SLOT_RUNNING &&
        !child_waits(c->now))
        c->raise_ms = clock_mono_ms() + raise_in_ms;
    else if (c->plan.wanted)
        seat_offer(c->seat);
}

bool crew_boots(const struct crew *c)
{
    return c->raise_ms != INT64_MAX ||
           (child_waits(c->ahead) && !child_ready(c->ahead));
}

static void say_in_vain(const struct crew *c)
{
    log_say(c->log, LEVEL_WARN,
            "dayfly: the process started ahead of this event has ended before "
            "it came; another one is started");
}

/* One that has waited in vain is no reason to fail an event. */
static void drop_ahead(struct crew *c)
{
    if (c->ahead->slot.state != SLOT_RUNNING)
        return;
    say_in_vain(c);
    slot_stop(&c->ahead->slot);
}

bool crew_is_free(struct crew *c)
{
    struct child *now = c->now;

    look_for_changes(c);
    if (now->slot.state == SLOT_RUNNING && !now->slot.busy &&
        now->end.how != ENDED_NOT)
        slot_stop(&now->slot);
    return now->slot.state == SLOT_EMPTY || child_waits(now);
}

/* One that dies, or is dead, has perhaps left others that are not swept yet. */
static bool is_settled(const struct child *c)
{
    return c->slot.state == SLOT_EMPTY ||
           (c->slot.state == SLOT_RUNNING && c->slot.pid && !c->slot.traced);
}

bool crew_is_whole(const struct crew *c, struct fault *f)
{
    const pid_t own[] = {c->now->slot.pid, c->ahead->slot.pid};

    return !c->swept || !is_settled(c->now) || !is_settled(c->ahead) ||
           kin_check(&c->kin, own, COUNT(own), f);
}

static bool gives_early(const struct crew *c)
{
    return c->plan.wanted && c->plan.early &&
           c->now->served >= c->kind->settings->reuse;
}

static void take_ahead(struct crew *c)
{
    struct child *ahead = c->ahead;

    c->ahead = c->now;
    c->now = ahead;
}

/* Who boots while events queue up takes no longer than it must. Nor where it
 * holds the platform up. */
static bool has_time(const struct crew *c)
{
    return !c->plan.frozen && clock_mono_ms() - c->turned_ms >= IDLE_MS;
}

void crew_give(struct crew *c, const struct invocation *inv)
{
    c->thorough = has_time(c);
    if (!child_waits(c->now) && child_waits(c->ahead))
        take_ahead(c);
    c->waited = child_waits(c->now);
    if (c->waited) {
        child_give(c->now, inv);
    } else {
        drop_ahead(c);
        child_begin(c->now, inv);
    }
    release_ahead(c);
    trace_mark(c->trace, STEP_GIVEN);
    c->raise_ms = gives_early(c) ? clock_mono_ms() + EARLY_MS : INT64_MAX;
}

bool crew_missed(struct crew *c)
{
    if (!c->waited || !child_missed(c->now))
        return false;
    say_in_vain(c);
    c->waited = false;
    slot_stop(&c->now->slot);
    return true;
}

bool crew_keeps(struct crew *c, bool good)
{
    struct child *now = c->now;

    /* Nothing is started between an answer and the question for the next. */
    c->raise_ms = INT64_MAX;
    account_look(now->slot.pid, &now->end);
    c->peak_kib = now->end.peak_kib;
    if (good && now->end.how == ENDED_RESULT &&
        now->slot.state == SLOT_RUNNING &&
        now->served < c->kind->settings->reuse) {
        c->swept = false;
        return true;
    }
    c->swept = c->swept || now->slot.state != SLOT_EMPTY;
    if (good)
        c->stop_ms = clock_mono_ms() + LINGER_MS;
    else
        stop_now(c);
    return false;
}

void crew_rest(struct crew *c)
{
    if (c->now->slot.pid && c->now->served < c->kind->settings->reuse)
        child_rest(c->now);
    else
        slot_stop(&c->now->slot);
}

void crew_leave(struct crew *c, int64_t most_ms)
{
    int64_t until = clock_mono_ms() + most_ms;

    c->raise_ms = INT64_MAX;
    slot_stop(&c->now->slot);
    slot_stop(&c->ahead->slot);
    while ((c->now->slot.state != SLOT_EMPTY ||
            c->ahead->slot.state != SLOT_EMPTY) &&
           clock_mono_ms() < until) {
        struct watch w = WATCH_NOTHING;
        crew_watch(c, &w);
        watch_until(&w, until);
        (void)poll(w.fds, w.count, w.timeout_ms);
        crew_turn(c, &w);
    }
    /* Who became our child though no process of ours has left it. */
    sweep_out(until);
}
