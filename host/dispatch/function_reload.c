#include "host/dispatch/function_reload.h"

#include "common/clock.h"
#include "host/dispatch/deployment.h"
#include "host/functions/function_scan.h"
#include "host/runner/pool.h"

enum {
    /* While an editor saves or a folder is exchanged, a file may be incomplete
     * or its name may be missing for a moment. */
    DEBOUNCE_MS = 250,
    CHECK_AGAIN_MS = 20,
};

static void retire(struct dispatcher *dispatcher, struct deployment *dep,
                   struct deployment *by, bool only_code)
{
    deployments_replace(dispatcher, dep, by);
    dep->next = dispatcher->retired;
    dispatcher->retired = dep;
    pool_retire(dep->pool, by ? by->pool : NULL, only_code);
}

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
                    struct function *now, bool only_code)
{
    struct deployment *by = deployment_new(dispatcher, now);

    if (!by) {
        function_release(now);
        return;
    }
    /* A broken dayfly.json does not take the function's URL away. */
    if (now->config_error)
        now->manifest.url = dep->function->manifest.url;
    bool had_process = pool_has_process(dep->pool);
    retire(dispatcher, dep, by, only_code);
    deployment_log(dispatcher, now,
                   now->config_error ? now->config_error
                   : only_code
                       ? "the code has changed: the next invocations run it"
                       : "the folder has changed: the next invocations use "
                         "its new content");
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
    retire(dispatcher, dep, NULL, false);
}

static void keep(struct dispatcher *dispatcher, struct deployment *dep,
                 const struct function *now)
{
    struct function *fn = dep->function;

    fn->fingerprint = now->fingerprint;
    if (!dep->pool->paused)
        return;
    if (fn->config_error)
        deployment_log(dispatcher, fn, fn->config_error);
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

void function_reload_check(struct dispatcher *dispatcher,
                           struct deployment *dep)
{
    struct function *fn = dep->function;
    struct folder_fingerprint fingerprint;

    if (fn->stored)
        return;
    enum program_build_need need = program_build_need(&dispatcher->build, fn);

    if (need == PROGRAM_BUILD_DUE && wait_for_build(dispatcher, dep))
        return;
    bool old_code = pool_has_old_code(dep->pool);

    const struct folder_place place = function_place(fn);
    folder_fingerprint_read(&fingerprint, &place);
    if (!dep->pool->paused && !old_code && need != PROGRAM_BUILD_TAKEN &&
        folder_fingerprint_is_same(&fingerprint, &fn->fingerprint))
        return;
    struct function *now = read_again(dispatcher, fn);
    bool is_alike = now && function_is_same(fn, now);
    bool same = is_alike && !old_code;
    bool wait = (!same || dep->pool->paused) && may_be_incomplete(fn, now) &&
                function_reload_debounce(dispatcher, dep);
    if (same && !wait)
        keep(dispatcher, dep, now);
    if (same || wait)
        function_release(now);
    else if (now)
        replace(dispatcher, dep, now, is_alike);
    else
        remove_function(dispatcher, dep);
}
