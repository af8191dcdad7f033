#include "bootstrap/worker/worker_pair.h"

#include "bootstrap/os/descendants.h"
#include "bootstrap/worker/event_handover.h"
#include "bootstrap/worker/next_spare.h"
#include "bootstrap/worker/worker_start.h"
#include "common/clock.h"

enum {
    EARLY_MS = 2,    /* a handler that ends sooner meets no starting spare */
    LINGER_MS = 2,   /* see worker_pair_finish */
    PAUSE_MS = 10,   /* after it an event has not queued up behind the last */
    CHANGED_MS = 50, /* an editor may still be saving other files */
};

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
                                 .has_time = !policy->frozen,
                                 .linger_until_ms = INT64_MAX,
                                 .start_spare_ms = INT64_MAX};
    pair->active = &pair->workers[0];
    pair->spare = &pair->workers[1];
    for (size_t i = 0; i < WORKERS; i++)
        worker_init(&pair->workers[i], config, log);
    worker_set_siblings(pair->workers);
    template_init(&pair->template, policy, &pair->workers[2], log);
    child_list_open(&pair->children);
    pair->code_watch = (struct code_watch)CODE_WATCH;
    if (policy->enabled && config->handler->bridged &&
        config->settings->watch == WATCH_USED)
        code_watch_open(&pair->code_watch, config->handler->root, log);
}

void worker_pair_free(struct worker_pair *pair)
{
    for (size_t i = 0; i < WORKERS; i++)
        worker_free(&pair->workers[i]);
    code_watch_close(&pair->code_watch);
    child_list_close(&pair->children);
}

void worker_pair_poll_fds(const struct worker_pair *pair, struct poll_set *set)
{
    worker_poll_fds(pair->active, set);
    worker_poll_fds(pair->spare, set);
    template_poll_fds(&pair->template, set);
    poll_set_add(set, pair->code_watch.fd, POLLIN);
    if (pair->linger_until_ms != INT64_MAX)
        poll_set_deadline(set, pair->linger_until_ms);
    if (pair->start_spare_ms != INT64_MAX && next_spare_is_allowed(pair))
        poll_set_deadline(set, pair->start_spare_ms);
}

/* Stops every process that has loaded the code as it was before a change, or
 * has rules for a file that another has replaced. One that has an event
 * finishes it and serves no other. */
static void check_code(struct worker_pair *pair)
{
    const struct worker_config *config = pair->config;
    enum worker_state state = worker_state_of(pair->spare);
    bool replaced =
        path_access_renew(&config->policy->path_access, config->handler);

    if (replaced)
        worker_forget_prepared(pair->active);
    if (!code_watch_changed(&pair->code_watch) && !replaced)
        return;
    if (state != WORKER_NONE && state != WORKER_STOPPING)
        pair->start_spare_ms = clock_mono_ms() + CHANGED_MS;
    template_stop(&pair->template);
    worker_stop(pair->spare);
    pair->active->served = pair->config->settings->reuse;
    if (worker_is_waiting(pair->active) && !pair->holds)
        worker_stop(pair->active);
}

static void stop_active(struct worker_pair *pair)
{
    pair->linger_until_ms = INT64_MAX;
    worker_stop(pair->active);
}

void worker_pair_handle_io(struct worker_pair *pair, const struct poll_set *set)
{
    worker_handle_io(pair->active, set);
    pair->log->form.no_request = true;
    worker_handle_io(pair->spare, set);
    next_spare_follow_template(pair, set);
    pair->log->form.no_request = false;
    if (poll_set_revents(set, pair->code_watch.fd))
        check_code(pair);
    if (clock_mono_ms() >= pair->linger_until_ms)
        stop_active(pair);
    next_spare_release_token(pair);
    next_spare_start_if_due(pair);
    if (worker_state_of(pair->active) == WORKER_NONE) {
        event_trace_mark(pair->trace, TRACE_STEP_EMPTY);
        worker_prepare_copy(pair->spare);
    }
    if (!pair->policy.enabled)
        worker_prepare(pair->active);
    if (worker_state_of(pair->spare) == WORKER_IDLE)
        event_trace_mark(pair->trace, TRACE_STEP_READY);
}

void worker_pair_schedule_spare(struct worker_pair *pair, int64_t delay_ms)
{
    enum worker_state spare = worker_state_of(pair->spare);

    pair->last_event_ms = clock_mono_ms();
    if (pair->linger_until_ms != INT64_MAX)
        stop_active(pair);
    if (!pair->policy.enabled)
        return;
    if ((spare == WORKER_NONE || spare == WORKER_STOPPING) &&
        !worker_is_waiting(pair->active))
        pair->start_spare_ms = clock_mono_ms() + delay_ms;
    else
        slot_notify_next(pair->slot);
}

bool worker_pair_needs_no_spare(const struct worker_pair *pair)
{
    return next_spare_may_wait(pair);
}

bool worker_pair_spare_is_starting(const struct worker_pair *pair)
{
    enum template_state template = pair->template.state;

    if (next_spare_may_wait(pair))
        return false;
    return pair->start_spare_ms != INT64_MAX ||
           worker_state_of(pair->spare) == WORKER_STARTING ||
           (worker_state_of(pair->spare) == WORKER_NONE &&
            (template == TEMPLATE_LOADING || template == TEMPLATE_PREPARING));
}

/* The code is looked at last: without inotify(7) that takes long. */
bool worker_pair_is_free(struct worker_pair *pair)
{
    if (worker_state_of(pair->active) == WORKER_DONE)
        worker_stop(pair->active);
    if (worker_state_of(pair->active) != WORKER_NONE &&
        !worker_is_waiting(pair->active))
        return false;
    check_code(pair);
    if (worker_state_of(pair->active) != WORKER_NONE)
        return worker_is_waiting(pair->active);
    bool near = next_spare_is_near(pair);
    pair->awaited_template = pair->awaited_template || near;
    return !near;
}

/* A worker that is dead or dying may have descendants that are not killed yet,
 * and these become our children. */
static bool has_no_orphans(const struct worker *w)
{
    enum worker_state state = worker_state_of(w);

    return state == WORKER_NONE ||
           (state != WORKER_STOPPING && worker_is_alive(w));
}

bool worker_pair_check_children(const struct worker_pair *pair,
                                struct error *err)
{
    pid_t own[WORKERS];

    for (size_t i = 0; i < WORKERS; i++) {
        own[i] = worker_pid(&pair->workers[i]);
        if (!has_no_orphans(&pair->workers[i]))
            return true;
    }
    return !pair->no_descendants ||
           child_list_check(&pair->children, own, WORKERS, err);
}

static bool may_serve_again(const struct worker_pair *pair)
{
    return pair->active->served < pair->config->settings->reuse;
}

static void take_spare(struct worker_pair *pair)
{
    struct worker *spare = pair->spare;

    pair->spare = pair->active;
    pair->active = spare;
}

/* False while events queue up, and where the platform waits for the spare. */
static bool spare_has_time(const struct worker_pair *pair)
{
    return !pair->policy.frozen &&
           clock_mono_ms() - pair->last_event_ms >= PAUSE_MS;
}

void worker_pair_dispatch(struct worker_pair *pair,
                          const struct invocation *inv)
{
    pair->has_time = spare_has_time(pair);
    template_finish_copy(&pair->template);
    if (!worker_is_waiting(pair->active) && worker_is_waiting(pair->spare))
        take_spare(pair);
    else if (!worker_is_waiting(pair->active) && next_spare_is_template(pair))
        pair->active = template_release(&pair->template, pair->active);
    pair->had_event = true;
    pair->awaited_template = false;
    pair->was_waiting = worker_is_waiting(pair->active);
    if (!pair->was_waiting && worker_state_of(pair->spare) == WORKER_DONE)
        event_retry_drop_spare(pair, pair->spare);
    if (!pair->was_waiting &&
        template_copy(&pair->template, pair->active, false))
        template_finish_copy(&pair->template);
    if (!worker_is_waiting(pair->active))
        worker_start_for(pair->active, inv);
    event_hold_begin(pair, inv);
    next_spare_release_token(pair);
    event_trace_mark(pair->trace, TRACE_STEP_GIVEN);
    bool early =
        pair->policy.enabled && pair->policy.early && !may_serve_again(pair);
    /* Only events that queue up need the next copy at once. */
    int64_t delay_ms =
        template_is_ready(&pair->template) && !pair->has_time ? 0 : EARLY_MS;
    pair->start_spare_ms = early ? clock_mono_ms() + delay_ms : INT64_MAX;
}

bool worker_pair_finish(struct worker_pair *pair, bool good)
{
    struct worker *active = pair->active;

    /* No process is started between a response and the request for the next
     * event. */
    pair->start_spare_ms = INT64_MAX;
    pair->retries = 0;
    worker_read_peak(active);
    pair->peak_kib = active->outcome.peak_kib;
    if (good && worker_state_of(active) == WORKER_DONE &&
        active->outcome.kind == OUTCOME_RESULT && may_serve_again(pair)) {
        pair->no_descendants = false;
        return true;
    }
    pair->no_descendants =
        pair->no_descendants || worker_state_of(active) != WORKER_NONE;
    if (good)
        pair->linger_until_ms = clock_mono_ms() + LINGER_MS;
    else
        stop_active(pair);
    return false;
}

void worker_pair_reset_active(struct worker_pair *pair)
{
    if (worker_pid(pair->active) && may_serve_again(pair))
        worker_reset(pair->active);
    else
        worker_stop(pair->active);
}

static bool is_gone(const struct worker_pair *pair)
{
    for (size_t i = 0; i < WORKERS; i++)
        if (worker_state_of(&pair->workers[i]) != WORKER_NONE)
            return false;
    return true;
}

void worker_pair_shutdown(struct worker_pair *pair, int64_t most_ms)
{
    int64_t until = clock_mono_ms() + most_ms;

    pair->start_spare_ms = INT64_MAX;
    template_stop(&pair->template);
    for (size_t i = 0; i < WORKERS; i++)
        worker_stop(&pair->workers[i]);
    while (!is_gone(pair) && clock_mono_ms() < until) {
        struct poll_set set = POLL_SET_EMPTY;
        worker_pair_poll_fds(pair, &set);
        poll_set_deadline(&set, until);
        (void)poll(set.fds, set.count, set.timeout_ms);
        worker_pair_handle_io(pair, &set);
    }
    /* Children that did not come from a worker, such as adopted orphans. */
    descendants_kill_until(until);
}
