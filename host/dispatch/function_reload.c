/* function_reload.c - one function, and whether its folder is still what it
 * was. */
#include "host/dispatch/dispatcher.h"

#include <stdio.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher_internal.h"
#include "host/runtime_api/runtime_api.h"

enum {
    /* A file may be half written, or its name may be away for a moment while
     * an editor saves or a folder is exchanged. */
    DOUBT_MS = 250,
    AGAIN_MS = 20,
};

void dispatcher_log(struct dispatcher *ro, const struct function *fn,
                    const char *text)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "dayfly: %s", text))
        log_writer_line(ro->house.journal, ro->house.several ? fn->name : NULL,
                        line.data, line.size);
}

bool dispatcher_create_runner(struct dispatcher *ro, struct function *fn)
{
    fn->lane = mem_new(1, sizeof *fn->lane);
    if (!fn->lane || !runner_open(fn->lane, fn, &ro->house))
        return false;
    runtime_api_serve(fn->lane);
    return true;
}

void dispatcher_free_function(struct function *fn)
{
    if (fn && fn->lane) {
        runner_close(fn->lane);
        mem_free(fn->lane);
    }
    function_release(fn);
}

/* Its lane ends; who asks for the function finds `by`, or nothing. False when
 * memory is short: nothing was done. */
static bool put_by(struct dispatcher *ro, struct function *fn,
                   struct function *by)
{
    struct retired_function *left = mem_new(1, sizeof *left);

    if (!left)
        return false;
    *left = (struct retired_function){.next = ro->left, .fn = fn};
    ro->left = left;
    function_registry_replace(ro->registry, fn, by);
    runner_retire(fn->lane, by ? by->lane : NULL);
    return true;
}

/* What it is as its folder is now. NULL: it is none any more, or memory is
 * short. */
static struct function *read_again(const struct dispatcher *ro,
                                   const struct function *fn)
{
    struct error ignored = ERROR_NONE;
    char folder[PATH_MAX];

    if (function_registry_folder_exists(ro->registry, fn))
        return function_read(fn->name, fn->folder, ro->registry->bootstrap,
                             &ignored);
    return function_registry_locate(ro->registry, fn->name, folder)
               ? function_read(fn->name, folder, ro->registry->bootstrap,
                               &ignored)
               : NULL;
}

/* Something is amiss that may be so for a moment only: calls are held for that
 * long. */
bool dispatcher_debounce(struct dispatcher *ro, struct function *fn)
{
    int64_t now = clock_mono_ms();

    if (!fn->lane->held) {
        fn->doubted_ms = now;
        runner_hold(fn->lane, true);
    }
    if (now - fn->doubted_ms >= DOUBT_MS)
        return false;
    if (ro->again.due_ms == 0)
        timer_set(ro->house.loop, &ro->again, AGAIN_MS);
    return true;
}

static bool is_doubtful(const struct function *fn, const struct function *now)
{
    return !now || now->wrong || (fn->text.size > 0 && now->text.size == 0) ||
           (function_is_being_written(now) &&
            !folder_fingerprint_is_same_place(&fn->mark, &now->mark));
}

static void replace(struct dispatcher *ro, struct function *fn,
                    struct function *now)
{
    if (now->wrong)
        now->manifest.url = fn->manifest.url;
    if (!dispatcher_create_runner(ro, now) || !put_by(ro, fn, now)) {
        dispatcher_free_function(now);
        return;
    }
    if (now->wrong)
        dispatcher_log(ro, now, now->wrong);
    else
        dispatcher_log(
            ro, now,
            "the folder has changed: calls from now on are run as it "
            "says");
}

static void let_go(struct dispatcher *ro, struct function *fn)
{
    AUTO(struct buf, buf_free) line = BUF(8192);

    if (buf_printf(&line, "%s is no function any more", fn->folder))
        dispatcher_log(ro, fn, line.data);
    (void)put_by(ro, fn, NULL);
}

/* It is what it was. */
static void keep(struct dispatcher *ro, struct function *fn,
                 const struct function *now)
{
    fn->mark = now->mark;
    if (!fn->lane->held)
        return;
    if (fn->wrong)
        dispatcher_log(ro, fn, fn->wrong);
    runner_hold(fn->lane, false);
}

/* Whatever comes of it, the registry tells afterwards. */
void function_reload_check(struct dispatcher *ro, struct function *fn)
{
    struct folder_fingerprint mark;

    folder_fingerprint_read(&mark, fn->folder);
    if (!fn->lane->held && folder_fingerprint_is_same(&mark, &fn->mark))
        return;
    struct function *now = read_again(ro, fn);
    bool same = now && function_is_same(fn, now);
    bool doubts = (!same || fn->lane->held) && is_doubtful(fn, now) &&
                  dispatcher_debounce(ro, fn);
    if (same && !doubts)
        keep(ro, fn, now);
    if (same || doubts)
        function_release(now);
    else if (now)
        replace(ro, fn, now);
    else
        let_go(ro, fn);
}
