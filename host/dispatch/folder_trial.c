#include "host/dispatch/folder_trial.h"

#include <string.h>

#include "common/clock.h"
#include "host/dispatch/change_log.h"
#include "host/dispatch/deployment.h"
#include "host/runner/pool.h"
#include "host/runner/pool_freeze.h"
#include "host/runner/pool_queue.h"

static struct deployment **refused_of(struct dispatcher *dispatcher,
                                      const char *name)
{
    struct deployment **at = &dispatcher->refused;

    while (*at && strcmp((*at)->function->name, name) != 0)
        at = &(*at)->next;
    return *at ? at : NULL;
}

/* NULL: there is none. It is the caller's. */
static struct deployment *take_refused(struct dispatcher *dispatcher,
                                       const char *name)
{
    struct deployment **at = refused_of(dispatcher, name);
    struct deployment *refused = at ? *at : NULL;

    if (refused)
        *at = refused->next;
    return refused;
}

static void drop(struct dispatcher *dispatcher, struct deployment *dep)
{
    dep->next = dispatcher->retired;
    dispatcher->retired = dep;
    pool_retire(dep->pool, NULL, false);
}

void folder_trial_forget(struct dispatcher *dispatcher,
                         const struct deployment *dep)
{
    struct deployment *refused = take_refused(dispatcher, dep->function->name);

    if (refused)
        drop(dispatcher, refused);
}

/* The files may have changed after the trial had begun. */
static void look_again(struct deployment *trial)
{
    struct folder_fingerprint fingerprint;
    const struct folder_place place = function_place(trial->function);

    if (trial->stale_since_us)
        return;
    folder_fingerprint_read(&fingerprint, &place);
    if (pool_has_old_code(trial->pool) ||
        !folder_fingerprint_is_same(&fingerprint,
                                    &trial->function->fingerprint))
        trial->stale_since_us = clock_mono_us();
}

/* If the files have changed again, those invocations begin that came before
 * that: otherwise they would wait for as long as the files keep changing. */
static void succeed(struct dispatcher *dispatcher, struct deployment *dep,
                    struct deployment *trial)
{
    bool is_stale = trial->stale_since_us > 0;

    folder_trial_forget(dispatcher, dep);
    pool_set_paused(trial->pool, is_stale);
    change_log_taken(dispatcher, dep, trial, trial->only_code);
    deployments_retire(dispatcher, dep, trial, trial->only_code);
    kept_code_look(dispatcher);
    if (is_stale) {
        pool_begin_older(trial->pool, trial->stale_since_us);
        dispatcher->context.check_function(dispatcher, trial->pool);
    }
}

/* An executable that is the one it was. */
static bool has_program(const struct function *fn)
{
    const struct folder_place place = function_place(fn);
    struct folder_fingerprint now;

    folder_fingerprint_read(&now, &place);
    return file_mark_is_same(&now.handler, &fn->fingerprint.handler) &&
           function_folder_has_program(fn->folder, fn->handler);
}

/* Its process holds the code, or the files still do, or a copy of them does. */
static bool can_go_on(const struct deployment *dep)
{
    const struct function *fn = dep->function;

    if (dep->copy.is_served)
        return dep->pool->started || dep->pool->start_failure.count == 0;
    if (!deployment_works(dep))
        return false;
    return pool_keeps_code(dep->pool) ||
           (fn->is_module ? !pool_has_old_code(dep->pool) : has_program(fn));
}

/* With what it has, or from the copy: another deployment then. NULL: it cannot.
 */
static struct deployment *go_on(struct dispatcher *dispatcher,
                                struct deployment *dep)
{
    if (!can_go_on(dep))
        return kept_code_serve(dispatcher, dep);
    if (!dep->copy.is_served)
        pool_freeze(dep->pool);
    return dep;
}

static void fail(struct dispatcher *dispatcher, struct deployment *dep,
                 struct deployment *trial)
{
    folder_trial_forget(dispatcher, dep);
    struct deployment *by = go_on(dispatcher, dep);
    if (!by) {
        change_log_taken(dispatcher, dep, trial, trial->only_code);
        deployments_retire(dispatcher, dep, trial, trial->only_code);
        return;
    }
    trial->next = dispatcher->refused;
    dispatcher->refused = trial;
    if (trial->stale_since_us) {
        dispatcher->context.check_function(dispatcher, by->pool);
        return;
    }
    change_log_refused(dispatcher, by, trial);
    pool_set_paused(by->pool, false);
}

static void decide(void *self, struct deployment *trial)
{
    struct dispatcher *dispatcher = self;
    struct deployment *dep =
        deployments_find(dispatcher, trial->function->name);

    if (!dep) {
        drop(dispatcher, trial);
        return;
    }
    look_again(trial);
    (trial->pool->started ? succeed : fail)(dispatcher, dep, trial);
}

void folder_trial_begin(struct dispatcher *dispatcher, struct deployment *dep,
                        struct function *now, bool only_code)
{
    const struct function_trial_end end = {.decide = decide,
                                           .self = dispatcher};
    struct error err = ERROR_NONE;

    if (!function_trial_begin(dispatcher, now, &end, &err)) {
        deployment_log(dispatcher, dep->function, err.text);
        function_release(now);
        pool_set_paused(dep->pool, false);
        return;
    }
    function_trial_of(dispatcher, now->name)->only_code = only_code;
    pool_hold(dep->pool);
}

static void log_copy(struct dispatcher *dispatcher,
                     const struct deployment *dep)
{
    AUTO(struct buf, buf_free) line = BUF(2048);
    char reason[FUNCTION_TRIAL_REASON_SIZE];

    function_trial_reason(&dep->pool->start_failure, reason);
    if (buf_printf(&line,
                   "the copy of what worked before does not start, so nothing "
                   "goes on: %s",
                   reason))
        deployment_log(dispatcher, dep->function, line.data);
}

bool folder_trial_runs(struct dispatcher *dispatcher, struct deployment *dep)
{
    const char *name = dep->function->name;
    struct deployment *trial = function_trial_of(dispatcher, name);

    if (!trial)
        return false;
    look_again(trial);
    if (!trial->stale_since_us || dep->pool->queue.head)
        return true;
    function_trial_cancel(dispatcher, name);
    return false;
}

struct deployment *folder_trial_current(struct dispatcher *dispatcher,
                                        struct deployment *dep)
{
    struct deployment **at = refused_of(dispatcher, dep->function->name);

    if (!at)
        return dep;
    if (can_go_on(dep))
        return *at;
    struct deployment *kept = kept_code_serve(dispatcher, dep);
    if (kept) {
        pool_set_paused(kept->pool, false);
        return NULL;
    }
    if (dep->copy.is_served)
        log_copy(dispatcher, dep);
    struct deployment *refused = take_refused(dispatcher, dep->function->name);
    deployments_retire(dispatcher, dep, refused, false);
    return NULL;
}

enum folder_trial_state
folder_trial_state(const struct dispatcher *dispatcher, const char *name,
                   char text[FUNCTION_TRIAL_REASON_SIZE])
{
    const struct deployment *at = dispatcher->refused;

    *text = '\0';
    if (function_trial_of(dispatcher, name))
        return FOLDER_TRIAL_RUNS;
    while (at && strcmp(at->function->name, name) != 0)
        at = at->next;
    if (!at)
        return FOLDER_TRIAL_NONE;
    function_trial_reason(&at->pool->start_failure, text);
    return FOLDER_TRIAL_REFUSED;
}
