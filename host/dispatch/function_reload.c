#include "host/dispatch/function_reload.h"

#include "common/clock.h"
#include "host/dispatch/change_log.h"
#include "host/dispatch/deployment.h"
#include "host/dispatch/folder_build.h"
#include "host/dispatch/folder_trial.h"
#include "host/functions/function_scan.h"
#include "host/runner/pool.h"

enum {
    /* While an editor saves or a folder is exchanged, a file may be incomplete
     * or its name may be missing for a moment. */
    DEBOUNCE_MS = 250,
    CHECK_AGAIN_MS = 20,
};

/* The function as its folder and template are now. NULL: it is no function any
 * more, or out of memory. */
static struct function *read_again(const struct dispatcher *dispatcher,
                                   const struct function *fn)
{
    const struct function_registry *registry = dispatcher->registry;
    const struct function_origin origin = {
        .name = fn->name, .folder = fn->folder, .setup = &registry->setup};
    struct error ignored = ERROR_NONE;

    if (!fn->template && function_scan_has(registry, fn))
        return function_read(&origin, &ignored);
    return function_scan_read(dispatcher->registry, fn->name, &ignored);
}

bool function_reload_debounce(struct dispatcher *dispatcher,
                              struct deployment *dep)
{
    int64_t now = clock_mono_ms();

    if (!dep->pool->paused) {
        dep->changed_since_ms = now;
        pool_set_paused(dep->pool, true);
    }
    if (now - dep->changed_since_ms >= DEBOUNCE_MS)
        return false;
    if (dispatcher->debounce_timer.due_ms == 0)
        timer_set(dispatcher->context.loop, &dispatcher->debounce_timer,
                  CHECK_AGAIN_MS);
    return true;
}

/* What was read may be temporary. */
static bool may_be_incomplete(const struct function *old,
                              const struct function *now)
{
    return !now || now->config_error ||
           (old->manifest_text.size > 0 && now->manifest_text.size == 0) ||
           (function_is_being_written(now) &&
            !folder_fingerprint_is_same_place(&old->fingerprint,
                                              &now->fingerprint));
}

/* only_code: it is run in the same way as before. */
static void replace(struct dispatcher *dispatcher, struct deployment *dep,
                    struct function *now)
{
    bool only_code = function_is_same(dep->function, now);
    bool had_process = pool_has_process(dep->pool);

    /* A broken dayfly.json does not take the function's URL away. */
    if (now->config_error)
        now->manifest.url = dep->function->manifest.url;
    if (deployment_works(dep) || kept_code_has(dep)) {
        folder_trial_begin(dispatcher, dep, now, only_code);
        return;
    }
    struct deployment *by = deployment_new(dispatcher, now);
    if (!by) {
        function_release(now);
        return;
    }
    folder_trial_forget(dispatcher, dep);
    change_log_taken(dispatcher, dep, by, only_code);
    deployments_retire(dispatcher, dep, by, only_code);
    if (had_process)
        pool_start(by->pool);
}

static void remove_function(struct dispatcher *dispatcher,
                            struct deployment *dep)
{
    AUTO(struct buf, buf_free) line = BUF(8192);

    if (buf_printf(&line, "%s is not a function any more; it was removed",
                   dep->function->folder))
        deployment_log(dispatcher, dep->function, line.data);
    folder_trial_forget(dispatcher, dep);
    deployments_retire(dispatcher, dep, NULL, false);
}

/* current: what the folder held when it was last read. */
static void keep(struct dispatcher *dispatcher, struct deployment *dep,
                 struct deployment *current, const struct function *now)
{
    struct function *fn = current->function;

    if (current == dep &&
        !folder_fingerprint_looks_same(&fn->fingerprint, &now->fingerprint))
        kept_code_renew(dispatcher, dep);
    fn->fingerprint = now->fingerprint;
    if (!dep->pool->paused)
        return;
    if (current != dep)
        change_log_refused(dispatcher, dep, current);
    else if (fn->config_error)
        deployment_log(dispatcher, fn, fn->config_error);
    change_log_kept(dispatcher, dep);
    pool_set_paused(dep->pool, false);
}

/* The calls of the function wait until its source has become a program. One
 * program is built at a time. */
static bool wait_for_build(struct dispatcher *dispatcher,
                           struct deployment *dep)
{
    AUTO(struct buf, buf_free) line = BUF(8192);
    struct error err = ERROR_NONE;

    if (!program_build_is_running(&dispatcher->build)) {
        if (!program_build_start(&dispatcher->build, dep->function, &err)) {
            deployment_log(dispatcher, dep->function, err.text);
            return false;
        }
        if (buf_printf(&line, "go build in %s", dep->function->folder))
            deployment_log(dispatcher, dep->function, line.data);
    }
    if (!dep->pool->paused)
        pool_set_paused(dep->pool, true);
    dep->changed_since_ms = clock_mono_ms();
    return true;
}

static void read_folder(struct dispatcher *dispatcher, struct deployment *dep,
                        struct deployment *current, bool old_code)
{
    struct function *now = read_again(dispatcher, current->function);

    if (now)
        folder_build_explain(dispatcher, now);
    bool same = now && !old_code && function_is_same(current->function, now);
    bool wait = (!same || dep->pool->paused) &&
                may_be_incomplete(current->function, now) &&
                function_reload_debounce(dispatcher, dep);

    if (same && !wait)
        keep(dispatcher, dep, current, now);
    if (same || wait)
        function_release(now);
    else if (now)
        replace(dispatcher, dep, now);
    else
        remove_function(dispatcher, dep);
}

void function_reload_check(struct dispatcher *dispatcher,
                           struct deployment *dep)
{
    struct folder_fingerprint fingerprint;

    if (dep->function->stored || folder_trial_runs(dispatcher, dep))
        return;
    struct deployment *current = folder_trial_current(dispatcher, dep);
    if (!current || folder_build_holds(dispatcher, dep, current))
        return;
    const struct function *fn = current->function;
    enum program_build_need need = program_build_need(&dispatcher->build, fn);

    if (need == PROGRAM_BUILD_DUE && wait_for_build(dispatcher, dep))
        return;
    bool old_code = pool_has_old_code(current->pool);

    const struct folder_place place = function_place(fn);
    folder_fingerprint_read(&fingerprint, &place);
    if (dep->pool->paused || old_code || need == PROGRAM_BUILD_TAKEN ||
        !folder_fingerprint_is_same(&fingerprint, &fn->fingerprint))
        read_folder(dispatcher, dep, current, old_code);
}
