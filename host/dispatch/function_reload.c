/* function_reload.c - one function, and whether its folder is still what it
 * was. */
#include "host/dispatch/dispatcher.h"

#include <stdio.h>

#include "common/clock.h"
#include "host/base/log_writer.h"
#include "host/dispatch/dispatcher_internal.h"
#include "host/runner/runner_shutdown.h"
#include "host/runtime_api/runtime_api.h"

enum {
    /* A file may be half written, or its name may be away for a moment while
     * an editor saves or a folder is exchanged. */
    DOUBT_MS = 250,
    AGAIN_MS = 20,
};

void dispatcher_log(struct dispatcher *dispatcher, const struct function *fn,
                    const char *text)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "dayfly: %s", text))
        log_writer_line(dispatcher->context.log,
                        dispatcher->context.log_names ? fn->name : NULL,
                        line.data, line.size);
}

bool dispatcher_create_runner(struct dispatcher *dispatcher,
                              struct function *fn)
{
    fn->runner = mem_new(1, sizeof *fn->runner);
    if (!fn->runner || !runner_open(fn->runner, fn, &dispatcher->context))
        return false;
    runtime_api_serve(fn->runner);
    return true;
}

void dispatcher_free_function(struct function *fn)
{
    if (fn && fn->runner) {
        runner_close(fn->runner);
        mem_free(fn->runner);
    }
    function_release(fn);
}

/* Its lane ends; who asks for the function finds `by`, or nothing. False when
 * memory is short: nothing was done. */
static bool put_by(struct dispatcher *dispatcher, struct function *fn,
                   struct function *by)
{
    struct retired_function *left = mem_new(1, sizeof *left);

    if (!left)
        return false;
    *left =
        (struct retired_function){.next = dispatcher->retired, .function = fn};
    dispatcher->retired = left;
    function_registry_replace(dispatcher->registry, fn, by);
    runner_retire(fn->runner, by ? by->runner : NULL);
    return true;
}

/* What it is as its folder is now. NULL: it is none any more, or memory is
 * short. */
static struct function *read_again(const struct dispatcher *dispatcher,
                                   const struct function *fn)
{
    struct error ignored = ERROR_NONE;
    char folder[PATH_MAX];

    if (function_registry_folder_exists(dispatcher->registry, fn))
        return function_read(fn->name, fn->folder,
                             dispatcher->registry->bootstrap, &ignored);
    return function_registry_locate(dispatcher->registry, fn->name, folder)
               ? function_read(fn->name, folder,
                               dispatcher->registry->bootstrap, &ignored)
               : NULL;
}

/* Something is amiss that may be so for a moment only: calls are held for that
 * long. */
bool dispatcher_debounce(struct dispatcher *dispatcher, struct function *fn)
{
    int64_t now = clock_mono_ms();

    if (!fn->runner->paused) {
        fn->changed_since_ms = now;
        runner_set_paused(fn->runner, true);
    }
    if (now - fn->changed_since_ms >= DOUBT_MS)
        return false;
    if (dispatcher->debounce_timer.due_ms == 0)
        timer_set(dispatcher->context.loop, &dispatcher->debounce_timer,
                  AGAIN_MS);
    return true;
}

static bool is_doubtful(const struct function *fn, const struct function *now)
{
    return !now || now->config_error ||
           (fn->manifest_text.size > 0 && now->manifest_text.size == 0) ||
           (function_is_being_written(now) &&
            !folder_fingerprint_is_same_place(&fn->fingerprint,
                                              &now->fingerprint));
}

static void replace(struct dispatcher *dispatcher, struct function *fn,
                    struct function *now)
{
    if (now->config_error)
        now->manifest.url = fn->manifest.url;
    if (!dispatcher_create_runner(dispatcher, now) ||
        !put_by(dispatcher, fn, now)) {
        dispatcher_free_function(now);
        return;
    }
    if (now->config_error)
        dispatcher_log(dispatcher, now, now->config_error);
    else
        dispatcher_log(
            dispatcher, now,
            "the folder has changed: calls from now on are run as it "
            "says");
}

static void let_go(struct dispatcher *dispatcher, struct function *fn)
{
    AUTO(struct buf, buf_free) line = BUF(8192);

    if (buf_printf(&line, "%s is no function any more", fn->folder))
        dispatcher_log(dispatcher, fn, line.data);
    (void)put_by(dispatcher, fn, NULL);
}

/* It is what it was. */
static void keep(struct dispatcher *dispatcher, struct function *fn,
                 const struct function *now)
{
    fn->fingerprint = now->fingerprint;
    if (!fn->runner->paused)
        return;
    if (fn->config_error)
        dispatcher_log(dispatcher, fn, fn->config_error);
    runner_set_paused(fn->runner, false);
}

/* Whatever comes of it, the registry tells afterwards. */
void function_reload_check(struct dispatcher *dispatcher, struct function *fn)
{
    struct folder_fingerprint fingerprint;

    folder_fingerprint_read(&fingerprint, fn->folder);
    if (!fn->runner->paused &&
        folder_fingerprint_is_same(&fingerprint, &fn->fingerprint))
        return;
    struct function *now = read_again(dispatcher, fn);
    bool same = now && function_is_same(fn, now);
    bool doubts = (!same || fn->runner->paused) && is_doubtful(fn, now) &&
                  dispatcher_debounce(dispatcher, fn);
    if (same && !doubts)
        keep(dispatcher, fn, now);
    if (same || doubts)
        function_release(now);
    else if (now)
        replace(dispatcher, fn, now);
    else
        let_go(dispatcher, fn);
}
