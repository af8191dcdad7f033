#include "host/dispatch/kept_code.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "host/copies/copy_command.h"
#include "host/dispatch/deployment.h"
#include "host/dispatch/kept_function.h"
#include "host/runner/pool.h"
#include "host/runner/pool_freeze.h"

enum {
    /* Longer than one tick of the kernel's file clock. */
    RECENT_MS = 30,
    AGAIN_MS = 1000,
    TELL_MS = 2000,
    /* A function that writes into its own folder changes it with each call. */
    RENEW_MS = 10000,
};

/* Of all functions together. */
static const int64_t bytes_max = (int64_t)1024 * 1024 * 1024;

static void look_in(struct dispatcher *dispatcher, int64_t ms)
{
    struct kept_code *kept = &dispatcher->kept;
    int64_t due_ms = clock_mono_ms() + ms;

    if (!kept->has_ended && !dispatcher->closing &&
        (kept->timer.due_ms == 0 || kept->timer.due_ms > due_ms))
        timer_set(dispatcher->context.loop, &kept->timer, ms);
}

void kept_code_look(struct dispatcher *dispatcher)
{
    look_in(dispatcher, 0);
}

static void drop_copy(struct dispatcher *dispatcher, struct deployment *dep)
{
    dispatcher->kept.bytes -= dep->copy.bytes;
    dep->copy.bytes = 0;
    copy_removal_add(&dispatcher->kept.removal, dep->copy.path);
    dep->copy.path = NULL;
}

static void tell(struct dispatcher *dispatcher, struct deployment *dep)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (dep->copy.after_ms > clock_mono_ms()) {
        look_in(dispatcher, dep->copy.after_ms - clock_mono_ms());
        return;
    }
    if (!dep->copy.told && !pool_keeps_code(dep->pool) &&
        buf_printf(&line,
                   "if a change does not start, nothing goes on in its place, "
                   "since %s",
                   dep->copy.why)) {
        dep->copy.told = true;
        deployment_log(dispatcher, dep->function, line.data);
    }
    mem_free(dep->copy.why);
    dep->copy.why = NULL;
}

/* It is told only if its processes do not hold the code themselves, which they
 * say after some time. */
static void give_up(struct dispatcher *dispatcher, struct deployment *dep,
                    const char *why)
{
    dep->copy.is_settled = true;
    mem_free(dep->copy.why);
    dep->copy.why = mem_text(why);
    dep->copy.after_ms = clock_mono_ms() + TELL_MS;
    look_in(dispatcher, TELL_MS);
}

/* now: what is there. */
static bool is_unchanged(const struct deployment *dep,
                         struct folder_fingerprint *now)
{
    const struct folder_place place = function_place(dep->function);

    folder_fingerprint_read(now, &place);
    return !now->is_recent &&
           folder_fingerprint_looks_same(now, &dep->function->fingerprint) &&
           !pool_has_old_code(dep->pool);
}

static void take(struct dispatcher *dispatcher, struct deployment *dep,
                 long long bytes)
{
    struct kept_code *kept = &dispatcher->kept;

    if (kept->bytes - dep->copy.bytes + bytes > bytes_max) {
        give_up(dispatcher, dep,
                "the copies of all functions may have 1 GB together");
        return;
    }
    drop_copy(dispatcher, dep);
    dep->copy.path = kept->made;
    kept->made = NULL;
    dep->copy.bytes = bytes;
    kept->bytes += bytes;
    dep->copy.is_settled = true;
    dep->copy.after_ms = clock_mono_ms() + RENEW_MS;
}

/* A change during the copy may be in a part of it. */
static void copied(void *self, const char *line)
{
    struct dispatcher *dispatcher = self;
    struct kept_code *kept = &dispatcher->kept;
    struct deployment *dep = kept->copied;
    static const char made[] = COPY_MADE " ";
    static const char refused[] = COPY_REFUSED " ";
    struct folder_fingerprint now;
    char why[1024];

    kept->copied = NULL;
    (void)snprintf(why, sizeof why, "%.*s", (int)strcspn(line, "\n"), line);
    if (dep && !strncmp(line, refused, sizeof refused - 1))
        give_up(dispatcher, dep, why + sizeof refused - 1);
    else if (dep && !strncmp(line, made, sizeof made - 1) &&
             is_unchanged(dep, &now))
        take(dispatcher, dep, strtoll(line + sizeof made - 1, NULL, 10));
    else if (dep)
        dep->copy.after_ms = clock_mono_ms() + AGAIN_MS;
    copy_removal_add(&kept->removal, kept->made);
    kept->made = NULL;
    kept_code_look(dispatcher);
}

static bool is_due(const struct deployment *dep)
{
    const struct function *fn = dep->function;

    return !fn->stored && !fn->debug_env && !fn->config_error &&
           dep->pool->started && dep->pool->start_failure.count == 0 &&
           !dep->copy.is_settled && !dep->copy.is_served;
}

static bool open_place(struct kept_code *kept, struct error *err)
{
    if (*kept->place.path)
        return true;
    if (!copy_place_open(&kept->place, err))
        return false;
    copy_place_parent(&kept->place, kept->removal.parent);
    return true;
}

static bool start(struct dispatcher *dispatcher, struct deployment *dep,
                  struct error *err)
{
    struct kept_code *kept = &dispatcher->kept;
    static char flag[] = COPY_MAKE;
    char path[PATH_MAX];

    if (!kept_function_can_be(dep->function))
        return error_set(err, "%s is not in its folder",
                         dep->function->own_bootstrap ? dep->function->bootstrap
                                                      : dep->function->handler);
    if (!open_place(kept, err))
        return false;
    if (!copy_place_name(&kept->place, path) || !(kept->made = mem_text(path)))
        return error_set(err, "there is no name for it");
    char *const words[] = {flag, dep->function->root, kept->made, NULL};
    if (archive_process_start(&kept->copying, dispatcher->context.loop, words,
                              err)) {
        kept->copied = dep;
        return true;
    }
    mem_free(kept->made);
    kept->made = NULL;
    return false;
}

/* What has changed by now is no code that has started. */
static void look_at(struct dispatcher *dispatcher, struct deployment *dep)
{
    struct error err = ERROR_NONE;
    struct folder_fingerprint now;
    int64_t early_ms = dep->copy.after_ms - clock_mono_ms();

    if (early_ms > 0) {
        look_in(dispatcher, early_ms);
        return;
    }
    bool unchanged = is_unchanged(dep, &now);
    if (now.is_recent)
        look_in(dispatcher, RECENT_MS);
    else if (unchanged && !start(dispatcher, dep, &err))
        give_up(dispatcher, dep, err.text);
}

static void look(void *self)
{
    struct dispatcher *dispatcher = self;
    struct kept_code *kept = &dispatcher->kept;

    for (size_t i = 0; i < dispatcher->deployment_count; i++) {
        struct deployment *dep = dispatcher->deployments[i];
        if (dep->copy.why)
            tell(dispatcher, dep);
        if (is_due(dep) && !kept->copying.pid)
            look_at(dispatcher, dep);
    }
}

void kept_code_renew(struct dispatcher *dispatcher, struct deployment *dep)
{
    if (dep->copy.is_settled && !dep->copy.path)
        return;
    dep->copy.is_settled = false;
    kept_code_look(dispatcher);
}

bool kept_code_has(const struct deployment *dep)
{
    return dep->copy.path;
}

struct deployment *kept_code_serve(struct dispatcher *dispatcher,
                                   struct deployment *dep)
{
    if (!dep->copy.path || dep->copy.is_served)
        return NULL;
    struct function *fn = kept_function_new(dep->function, dep->copy.path);
    struct deployment *by = fn ? deployment_new(dispatcher, fn) : NULL;
    if (!by) {
        function_release(fn);
        return NULL;
    }
    by->made_us = dep->made_us;
    by->change = dep->change;
    by->changed_since_ms = dep->changed_since_ms;
    by->copy = dep->copy;
    by->copy.is_served = true;
    pool_set_paused(by->pool, true);
    deployments_retire(dispatcher, dep, by, false);
    if (dispatcher->kept.copied == dep)
        dispatcher->kept.copied = NULL;
    dep->copy = (struct kept_copy){.is_settled = true};
    return by;
}

void kept_code_release(struct dispatcher *dispatcher, struct deployment *dep)
{
    if (dispatcher->kept.copied == dep)
        dispatcher->kept.copied = NULL;
    drop_copy(dispatcher, dep);
}

static void has_started(void *self)
{
    kept_code_look(self);
}

void kept_code_open(struct dispatcher *dispatcher)
{
    struct kept_code *kept = &dispatcher->kept;

    dispatcher->context.has_started = has_started;
    kept->place = (struct copy_place)COPY_PLACE;
    kept->copying =
        (struct archive_process){.on_end = copied, .self = dispatcher};
    copy_removal_open(&kept->removal, dispatcher->context.loop);
    kept->timer = (struct timer){.on_fire = look, .self = dispatcher};
}

void kept_code_stop(struct dispatcher *dispatcher)
{
    struct kept_code *kept = &dispatcher->kept;

    kept->has_ended = true;
    timer_clear(dispatcher->context.loop, &kept->timer);
    archive_process_stop(&kept->copying);
    copy_removal_stop(&kept->removal);
    kept->copied = NULL;
}

void kept_code_close(struct dispatcher *dispatcher)
{
    struct kept_code *kept = &dispatcher->kept;

    mem_free(kept->made);
    kept->made = NULL;
    copy_place_close(&kept->place);
}
