#include "bootstrap/worker/worker_pair.h"

#include "bootstrap/os/descendants.h"
#include "common/clock.h"

/* A handler that is done by then is not disturbed by its successor. */
enum { EARLY_MS = 2 };
/* So long who has answered may be there until the answer is out. */
enum { LINGER_MS = 2 };
/* An event that comes so late has not waited for us. */
enum { IDLE_MS = 10 };
/* Who is saving files may not be done. */
enum { CHANGED_MS = 50 };

void worker_pair_init(struct worker_pair *pair,
                      const struct worker_config *config,
                      const struct spare_policy *policy,
                      const struct scoreboard_slot *slot,
                      struct event_trace *trace, struct log *log)
{
    *pair = (struct worker_pair){.config = config,
                                 .trace = trace,
                                 .policy = *policy,
                                 .slot = slot,
                                 .log = log,
                                 .may_prepare = !policy->frozen,
                                 .linger_until_ms = INT64_MAX,
                                 .start_spare_ms = INT64_MAX};
    pair->active = &pair->workers[0];
    pair->spare = &pair->workers[1];
    worker_init(pair->active, config, log);
    worker_init(pair->spare, config, log);
    worker_set_siblings(pair->active, pair->spare);
    child_list_open(&pair->children);
    pair->code_watch = (struct code_watch)CODE_WATCH;
    if (policy->enabled && config->handler->bridged)
        code_watch_open(&pair->code_watch, config->handler->root);
}

void worker_pair_free(struct worker_pair *pair)
{
    worker_free(pair->active);
    worker_free(pair->spare);
    code_watch_close(&pair->code_watch);
    child_list_close(&pair->children);
}

/* Beside another process only where the plan and the memory allow it; else once
 * that one, and all it left behind, is gone. */
static bool may_start_spare(const struct worker_pair *pair)
{
    return pair->active->process.state == PROCESS_EMPTY ||
           (pair->policy.early &&
            spare_policy_memory_fits(&pair->policy, pair->peak_kib));
}

void worker_pair_poll_fds(const struct worker_pair *pair, struct poll_set *set)
{
    process_poll_fds(&pair->active->process, set);
    process_poll_fds(&pair->spare->process, set);
    poll_set_add(set, pair->code_watch.fd, POLLIN);
    if (pair->linger_until_ms != INT64_MAX)
        poll_set_deadline(set, pair->linger_until_ms);
    if (pair->start_spare_ms != INT64_MAX && may_start_spare(pair))
        poll_set_deadline(set, pair->start_spare_ms);
}

/* Once the last one has left its place, if other lanes leave it one. */
static void start_spare(struct worker_pair *pair)
{
    pair->start_spare_ms = INT64_MAX;
    if (pair->spare->process.state == PROCESS_EMPTY) {
        pair->has_token = slot_acquire_token(pair->slot);
        if (pair->has_token)
            worker_start_idle(pair->spare, pair->may_prepare);
    } else if (pair->spare->process.state == PROCESS_STOPPING) {
        pair->start_spare_ms = clock_mono_ms() + 1;
    }
}

/* Nobody is ahead: another lane may have somebody. */
static void release_token(struct worker_pair *pair)
{
    if (!pair->has_token || pair->spare->process.state != PROCESS_EMPTY)
        return;
    pair->has_token = false;
    slot_release_token(pair->slot);
}

/* Who has loaded what is not there any more must not serve. */
static void check_code(struct worker_pair *pair)
{
    if (!code_watch_changed(&pair->code_watch))
        return;
    if (pair->spare->process.state == PROCESS_RUNNING)
        pair->start_spare_ms = clock_mono_ms() + CHANGED_MS;
    process_kill(&pair->spare->process);
    pair->active->served = pair->config->settings->reuse;
    if (!pair->active->process.busy)
        process_kill(&pair->active->process);
}

static void stop_active(struct worker_pair *pair)
{
    pair->linger_until_ms = INT64_MAX;
    process_kill(&pair->active->process);
}

void worker_pair_handle_io(struct worker_pair *pair, const struct poll_set *set)
{
    process_handle_io(&pair->active->process, set);
    pair->log->form.no_request = true;
    process_handle_io(&pair->spare->process, set);
    pair->log->form.no_request = false;
    if (poll_set_revents(set, pair->code_watch.fd))
        check_code(pair);
    if (clock_mono_ms() >= pair->linger_until_ms)
        stop_active(pair);
    release_token(pair);
    if (clock_mono_ms() >= pair->start_spare_ms && may_start_spare(pair))
        start_spare(pair);
    if (pair->active->process.state == PROCESS_EMPTY)
        event_trace_mark(pair->trace, TRACE_STEP_EMPTY);
    if (!pair->policy.enabled)
        worker_prepare(pair->active);
    if (worker_is_ready(pair->spare))
        event_trace_mark(pair->trace, TRACE_STEP_READY);
}

void worker_pair_schedule_spare(struct worker_pair *pair, int64_t raise_in_ms)
{
    pair->last_event_ms = clock_mono_ms();
    if (pair->linger_until_ms != INT64_MAX)
        stop_active(pair);
    if (pair->policy.enabled && pair->spare->process.state != PROCESS_RUNNING &&
        !worker_is_idle(pair->active))
        pair->start_spare_ms = clock_mono_ms() + raise_in_ms;
    else if (pair->policy.enabled)
        slot_notify_next(pair->slot);
}

bool worker_pair_spare_is_starting(const struct worker_pair *pair)
{
    return pair->start_spare_ms != INT64_MAX ||
           (worker_is_idle(pair->spare) && !worker_is_ready(pair->spare));
}

static void log_dead_spare(const struct worker_pair *pair)
{
    log_printf(
        pair->log, LEVEL_WARN,
        "dayfly: the process started ahead of this event has ended before "
        "it came; another one is started");
}

/* One that has waited in vain is no reason to fail an event. */
static void drop_spare(struct worker_pair *pair)
{
    if (pair->spare->process.state != PROCESS_RUNNING)
        return;
    log_dead_spare(pair);
    process_kill(&pair->spare->process);
}

bool worker_pair_is_free(struct worker_pair *pair)
{
    struct worker *active = pair->active;

    check_code(pair);
    if (active->process.state == PROCESS_RUNNING && !active->process.busy &&
        active->outcome.kind != OUTCOME_PENDING)
        process_kill(&active->process);
    return active->process.state == PROCESS_EMPTY || worker_is_idle(active);
}

/* One that dies, or is dead, has perhaps left others that are not swept yet. */
static bool has_settled(const struct worker *w)
{
    return w->process.state == PROCESS_EMPTY ||
           (w->process.state == PROCESS_RUNNING && w->process.pid &&
            !w->process.ptraced);
}

bool worker_pair_check_children(const struct worker_pair *pair,
                                struct error *err)
{
    const pid_t own[] = {pair->active->process.pid, pair->spare->process.pid};

    return !pair->swept || !has_settled(pair->active) ||
           !has_settled(pair->spare) ||
           child_list_check(&pair->children, own, COUNT(own), err);
}

static bool starts_spare_early(const struct worker_pair *pair)
{
    return pair->policy.enabled && pair->policy.early &&
           pair->active->served >= pair->config->settings->reuse;
}

static void take_spare(struct worker_pair *pair)
{
    struct worker *spare = pair->spare;

    pair->spare = pair->active;
    pair->active = spare;
}

/* Who boots while events queue up takes no longer than it must. Nor where it
 * holds the platform up. */
static bool is_unhurried(const struct worker_pair *pair)
{
    return !pair->policy.frozen &&
           clock_mono_ms() - pair->last_event_ms >= IDLE_MS;
}

void worker_pair_dispatch(struct worker_pair *pair,
                          const struct invocation *inv)
{
    pair->may_prepare = is_unhurried(pair);
    if (!worker_is_idle(pair->active) && worker_is_idle(pair->spare))
        take_spare(pair);
    pair->was_idle = worker_is_idle(pair->active);
    if (pair->was_idle) {
        worker_assign(pair->active, inv);
    } else {
        drop_spare(pair);
        worker_start_with(pair->active, inv);
    }
    release_token(pair);
    event_trace_mark(pair->trace, TRACE_STEP_GIVEN);
    pair->start_spare_ms =
        starts_spare_early(pair) ? clock_mono_ms() + EARLY_MS : INT64_MAX;
}

bool worker_pair_event_unread(struct worker_pair *pair)
{
    if (!pair->was_idle || !worker_left_event_unread(pair->active))
        return false;
    log_dead_spare(pair);
    pair->was_idle = false;
    process_kill(&pair->active->process);
    return true;
}

bool worker_pair_finish(struct worker_pair *pair, bool good)
{
    struct worker *active = pair->active;

    /* Nothing is started between an answer and the question for the next. */
    pair->start_spare_ms = INT64_MAX;
    process_times_read_peak(active->process.pid, &active->outcome);
    pair->peak_kib = active->outcome.peak_kib;
    if (good && active->outcome.kind == OUTCOME_RESULT &&
        active->process.state == PROCESS_RUNNING &&
        active->served < pair->config->settings->reuse) {
        pair->swept = false;
        return true;
    }
    pair->swept = pair->swept || active->process.state != PROCESS_EMPTY;
    if (good)
        pair->linger_until_ms = clock_mono_ms() + LINGER_MS;
    else
        stop_active(pair);
    return false;
}

void worker_pair_reset_active(struct worker_pair *pair)
{
    if (pair->active->process.pid &&
        pair->active->served < pair->config->settings->reuse)
        worker_reset(pair->active);
    else
        process_kill(&pair->active->process);
}

void worker_pair_shutdown(struct worker_pair *pair, int64_t most_ms)
{
    int64_t until = clock_mono_ms() + most_ms;

    pair->start_spare_ms = INT64_MAX;
    process_kill(&pair->active->process);
    process_kill(&pair->spare->process);
    while ((pair->active->process.state != PROCESS_EMPTY ||
            pair->spare->process.state != PROCESS_EMPTY) &&
           clock_mono_ms() < until) {
        struct poll_set set = POLL_SET_EMPTY;
        worker_pair_poll_fds(pair, &set);
        poll_set_deadline(&set, until);
        (void)poll(set.fds, set.count, set.timeout_ms);
        worker_pair_handle_io(pair, &set);
    }
    /* Who became our child though no process of ours has left it. */
    descendants_kill_until(until);
}
