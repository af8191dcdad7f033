#include "bootstrap/worker/template.h"

#include <string.h>

#include "bootstrap/launch/engine.h"
#include "bootstrap/os/proc_stat.h"
#include "bootstrap/policy/process_sandbox.h"
#include "bootstrap/process/process_start.h"
#include "bootstrap/worker/template_end.h"
#include "bootstrap/worker/template_reason.h"
#include "bootstrap/worker/template_rehearsal.h"
#include "bootstrap/worker/worker_start.h"
#include "common/clock.h"
#include "common/fd.h"

enum {
    PREPARE_MAX_MS = 2000,
    COPIES_MAX = 10000, /* its layout of the address space lives as long */
    AGE_MAX_MS = 24 * 60 * 60 * 1000,
};

static void decide(struct template *t, const struct spare_policy *policy)
{
    bool asked = t->worker->config->settings->spare == SPARE_FORK;

    if (policy->copies == COPIES_NEVER && !asked)
        return;
    const char *reason = template_reason_against(t);
    if (reason)
        (void)error_set(&t->reason, "%s", reason);
    if (!reason && policy->enabled && policy->copies != COPIES_NEVER)
        t->state = TEMPLATE_NONE;
    else if (reason && asked)
        template_log_reason(t, reason);
}

void template_init(struct template *t, const struct spare_policy *policy,
                   struct worker *w, struct log *log)
{
    *t = (struct template){.state = TEMPLATE_OFF,
                           .copies = policy->copies,
                           .worker = w,
                           .frozen = policy->frozen,
                           .control = -1,
                           .rules = -1,
                           .log = log};
    decide(t, policy);
    template_log_unrehearsed(t);
}

static void start(struct template *t)
{
    AUTO(struct buf, buf_free) event = REHEARSAL;
    struct error err = ERROR_NONE;
    int theirs = -1;

    if (!template_control_make(&t->control, &theirs, &err)) {
        template_log_reason(t, err.text);
        t->state = TEMPLATE_OFF;
        return;
    }
    t->started_ms = clock_mono_ms();
    t->count = 0;
    template_read_rehearsal(t, &event);
    worker_start_template(t->worker, theirs, t->library, event.data);
    self_state_save_of(&t->process_state, worker_pid(t->worker),
                       "the template process");
    fd_close(&theirs);
    t->state = TEMPLATE_LOADING;
}

static void prepare(struct template *t)
{
    struct error err = ERROR_NONE;

    if (!template_control_prepare(t->control, &err)) {
        template_refuse(t, err.text);
        return;
    }
    t->prepare_until_ms = clock_mono_ms() + PREPARE_MAX_MS;
    t->state = TEMPLATE_PREPARING;
}

static void check_version(struct template *t)
{
    const char *version = t->worker->process.pipes.reader.version;

    t->state = TEMPLATE_LOADED;
    if (!*version) {
        template_refuse(t, "the bridge cannot load what copies need");
        return;
    }
    if (t->copies == COPIES_ASKED ||
        engine_copies(t->worker->config->handler->engine, version))
        return;
    (void)error_set(&t->reason,
                    "%s is not one of the tested versions; DAYFLY_SPARE=fork "
                    "copies it",
                    version);
    template_give_up(t);
    t->state = TEMPLATE_OFF;
}

static void agree(struct template *t)
{
    struct worker *w = t->worker;
    struct error err = ERROR_NONE;

    if (!self_state_check_start(&t->process_state, &err)) {
        template_lose(t, &err);
        return;
    }
    if (!scratch_dir_leave_empty(&w->scratch)) {
        template_refuse(
            t,
            "the module has put files into its temporary folder when it "
            "was loaded, which copies would share");
        return;
    }
    if (!process_sandbox_make_copies(w->config->policy, worker_pid(w),
                                     &t->filter, &t->rules, &err)) {
        template_refuse(t, err.text);
        return;
    }
    self_state_renew(&t->process_state);
    t->peak_kib = proc_peak_kib(worker_pid(w));
    t->state = TEMPLATE_READY;
    t->was_ready = true;
    if (settings_want_debug(w->config->settings))
        log_printf(t->log, LEVEL_DEBUG,
                   "dayfly: the template was ready after %lld ms, %lld KiB",
                   (long long)(clock_mono_ms() - t->started_ms),
                   (long long)t->peak_kib);
}

static void await_answer(struct template *t)
{
    struct error err = ERROR_NONE;

    switch (template_control_answer(t->control, &err)) {
    case TEMPLATE_AGREED:
        agree(t);
        return;
    case TEMPLATE_REFUSED:
        template_refuse(t, err.text);
        return;
    case TEMPLATE_LOST:
        template_lose(t, &err);
        return;
    case TEMPLATE_SILENT:
        if (clock_mono_ms() < t->prepare_until_ms)
            return;
        (void)error_set(&err, "it did not answer within %d ms", PREPARE_MAX_MS);
        template_lose(t, &err);
        return;
    }
}

static void check_alive(struct template *t)
{
    struct error err = ERROR_NONE;

    if (worker_is_waiting(t->worker))
        return;
    if (t->state < TEMPLATE_PREPARING) {
        template_give_up(t);
        return;
    }
    (void)error_set(&err, "it has ended");
    template_lose(t, &err);
}

static bool is_used_up(const struct template *t)
{
    return t->count >= COPIES_MAX ||
           clock_mono_ms() - t->started_ms >= AGE_MAX_MS;
}

/* The template has answered, or will not. */
static void take_copy(struct template *t)
{
    struct worker *w = t->copy;

    if (!w || w->process.state == PROCESS_COPYING)
        return;
    t->copy = NULL;
    if (worker_state_of(w) == WORKER_NONE) {
        struct error why = w->outcome.why;
        worker_forget_event(w);
        if (t->state == TEMPLATE_READY)
            template_lose(t, &why);
        return;
    }
    t->count++;
    t->failures = 0;
    if (is_used_up(t))
        template_end(t);
}

void template_poll_fds(const struct template *t, struct poll_set *set)
{
    worker_poll_fds(t->worker, set);
    if (t->state == TEMPLATE_LOADING && t->rehearses)
        poll_set_deadline(set, t->started_ms + REHEARSAL_MAX_MS);
    if (t->state != TEMPLATE_PREPARING)
        return;
    poll_set_add(set, t->control, POLLIN);
    poll_set_deadline(set, t->prepare_until_ms);
}

void template_handle_io(struct template *t, const struct poll_set *set)
{
    worker_handle_io(t->worker, set);
    take_copy(t);
    template_check_rehearsal(t);
    if (t->state > TEMPLATE_NONE)
        check_alive(t);
    if (t->state == TEMPLATE_LOADING &&
        worker_state_of(t->worker) == WORKER_IDLE)
        check_version(t);
    if (t->state == TEMPLATE_PREPARING)
        await_answer(t);
}

bool template_advance(struct template *t)
{
    if (t->is_ordinary)
        return true;
    if (t->state == TEMPLATE_NONE && worker_state_of(t->worker) == WORKER_NONE)
        start(t);
    else if (t->state == TEMPLATE_LOADED && template_lacks_rehearsal(t))
        template_hand_over(t);
    else if (t->state == TEMPLATE_LOADED)
        prepare(t);
    return t->state == TEMPLATE_LOADING || t->state == TEMPLATE_PREPARING ||
           t->is_ordinary;
}

bool template_is_ready(const struct template *t)
{
    return t->state == TEMPLATE_READY;
}

bool template_is_ordinary_yet(const struct template *t)
{
    return !t->was_ready && worker_is_waiting(t->worker) &&
           (t->state == TEMPLATE_LOADING || t->state == TEMPLATE_LOADED);
}

struct worker *template_release(struct template *t, struct worker *empty)
{
    struct worker *w = t->worker;

    fd_close(&t->control);
    t->is_ordinary = false;
    t->worker = empty;
    if (t->state > TEMPLATE_NONE)
        t->state = TEMPLATE_NONE;
    return w;
}

void template_finish_copy(struct template *t)
{
    if (t->copy)
        process_await_copy(&t->copy->process);
    take_copy(t);
}

void template_stop(struct template *t)
{
    template_finish_copy(t);
    template_end(t);
}

bool template_copy(struct template *t, struct worker *w, bool thorough)
{
    struct error err = ERROR_NONE;
    const struct copy_source source = {.control = t->control,
                                       .pid = worker_pid(t->worker),
                                       .filter =
                                           t->filter.count ? &t->filter : NULL,
                                       .rules = t->rules};

    if (t->state != TEMPLATE_READY || t->copy)
        return false;
    if (!self_state_check(&t->process_state, &err) ||
        !worker_start_copy(w, t->worker, &source, thorough, &err)) {
        template_lose(t, &err);
        return false;
    }
    t->worker->process.has_copies = true;
    t->copy = w;
    return true;
}

int64_t template_shared_kib(const struct template *t)
{
    return t->state == TEMPLATE_READY ? t->peak_kib : 0;
}
