/* function_reload.c - one function, and whether its folder is still what it was. */
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

void roster_say(struct roster *ro, const struct function *fn, const char *text)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "dayfly: %s", text))
        journal_line(ro->house.journal, ro->house.several ? fn->name : NULL,
                     line.data, line.size);
}

bool roster_give_lane(struct roster *ro, struct function *fn)
{
    fn->lane = mem_new(1, sizeof *fn->lane);
    if (!fn->lane || !lane_open(fn->lane, fn, &ro->house))
        return false;
    runtime_api_serve(fn->lane);
    return true;
}

void roster_end(struct function *fn)
{
    if (fn && fn->lane) {
        lane_close(fn->lane);
        mem_free(fn->lane);
    }
    function_release(fn);
}

/* Its lane ends; who asks for the function finds `by`, or nothing. False when
 * memory is short: nothing was done. */
static bool put_by(struct roster *ro, struct function *fn, struct function *by)
{
    struct left *left = mem_new(1, sizeof *left);

    if (!left)
        return false;
    *left = (struct left){.next = ro->left, .fn = fn};
    ro->left = left;
    registry_replace(ro->registry, fn, by);
    lane_retire(fn->lane, by ? by->lane : NULL);
    return true;
}

/* What it is as its folder is now. NULL: it is none any more, or memory is
 * short. */
static struct function *read_again(const struct roster *ro,
                                   const struct function *fn)
{
    struct fault ignored = FAULT_NONE;
    char folder[PATH_MAX];

    if (registry_has_place(ro->registry, fn))
        return function_read(fn->name, fn->folder, ro->registry->bootstrap,
                             &ignored);
    return registry_seek(ro->registry, fn->name, folder)
               ? function_read(fn->name, folder, ro->registry->bootstrap,
                               &ignored)
               : NULL;
}

/* Something is amiss that may be so for a moment only: calls are held for that
 * long. */
bool roster_doubts(struct roster *ro, struct function *fn)
{
    int64_t now = clock_mono_ms();

    if (!fn->lane->held) {
        fn->doubted_ms = now;
        lane_hold(fn->lane, true);
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
           (function_is_in_the_making(now) &&
            !folder_mark_is_same_place(&fn->mark, &now->mark));
}

static void replace(struct roster *ro, struct function *fn,
                    struct function *now)
{
    if (now->wrong)
        now->manifest.url = fn->manifest.url;
    if (!roster_give_lane(ro, now) || !put_by(ro, fn, now)) {
        roster_end(now);
        return;
    }
    if (now->wrong)
        roster_say(ro, now, now->wrong);
    else
        roster_say(ro, now,
                   "the folder has changed: calls from now on are run as it "
                   "says");
}

static void let_go(struct roster *ro, struct function *fn)
{
    AUTO(struct buf, buf_free) line = BUF(8192);

    if (buf_printf(&line, "%s is no function any more", fn->folder))
        roster_say(ro, fn, line.data);
    (void)put_by(ro, fn, NULL);
}

/* It is what it was. */
static void keep(struct roster *ro, struct function *fn,
                 const struct function *now)
{
    fn->mark = now->mark;
    if (!fn->lane->held)
        return;
    if (fn->wrong)
        roster_say(ro, fn, fn->wrong);
    lane_hold(fn->lane, false);
}

/* Whatever comes of it, the registry tells afterwards. */
void roster_look(struct roster *ro, struct function *fn)
{
    struct folder_mark mark;

    folder_mark(&mark, fn->folder);
    if (!fn->lane->held && folder_mark_is_same(&mark, &fn->mark))
        return;
    struct function *now = read_again(ro, fn);
    bool same = now && function_is_same(fn, now);
    bool doubts = (!same || fn->lane->held) && is_doubtful(fn, now) &&
                  roster_doubts(ro, fn);
    if (same && !doubts)
        keep(ro, fn, now);
    if (same || doubts)
        function_release(now);
    else if (now)
        replace(ro, fn, now);
    else
        let_go(ro, fn);
}
