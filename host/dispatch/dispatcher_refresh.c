#include "host/dispatch/dispatcher_refresh.h"

#include <string.h>

#include "common/clock.h"
#include "host/base/log_writer.h"
#include "host/dispatch/deployment.h"
#include "host/dispatch/folder_trial.h"
#include "host/dispatch/function_reload.h"
#include "host/dispatch/stored_function.h"
#include "host/functions/function_scan.h"
#include "host/runner/pool.h"

enum {
    PAUSE_TIMES = 20, /* as long as a look at all folders takes */
    /* Of those of which no change is known: another file system may have been
     * mounted over them. */
    EACH_TIME = 4,
};

/* NULL: err says why, or no function has this name. */
static struct deployment *add(struct dispatcher *dispatcher, const char *name,
                              struct error *err)
{
    struct function *fn = function_scan_read(dispatcher->registry, name, err);
    struct deployment *dep = fn ? deployment_new(dispatcher, fn) : NULL;

    if (dep && deployments_add(dispatcher, dep, err))
        return dep;
    deployment_free(dep);
    if (fn && *err->text)
        deployment_log(dispatcher, fn, err->text);
    function_release(fn);
    return NULL;
}

struct deployment *dispatcher_discover(struct dispatcher *dispatcher,
                                       const char *name)
{
    struct error err = ERROR_NONE;
    struct deployment *dep;

    /* A name is of who was first. */
    if (dispatcher->closing || stored_function_is_pending(dispatcher, name) ||
        !(dep = add(dispatcher, name, &err)))
        return NULL;
    dispatcher->context.log_names = dispatcher->registry->count > 1;
    if (dep->function->config_error || function_is_being_written(dep->function))
        (void)function_reload_debounce(dispatcher, dep);
    if (!dep->function->config_error)
        deployment_log(dispatcher, dep->function, "a new function");
    return dep;
}

static void discover_name(void *self, const char *name)
{
    struct dispatcher *dispatcher = self;

    if (!deployments_find(dispatcher, name))
        (void)dispatcher_discover(dispatcher, name);
}

static void look_at_name(void *self, const char *root, const char *name)
{
    struct dispatcher *dispatcher = self;
    struct deployment *dep;

    if (!*name)
        name = strrchr(root, '/') + 1;
    dep = deployments_find(dispatcher, name);
    if (dep)
        function_reload_check(dispatcher, dep);
    discover_name(dispatcher, name);
}

/* Its files are elsewhere, too, or something goes on that has an end. */
static bool is_always_checked(struct dispatcher *dispatcher,
                              const struct deployment *dep)
{
    const struct function *fn = dep->function;
    char reason[FUNCTION_TRIAL_REASON_SIZE];

    return dep->pool->paused || fn->template || fn->go_output ||
           fn->manifest.build || pool_has_old_code(dep->pool) ||
           folder_trial_state(dispatcher, fn->name, reason) !=
               FOLDER_TRIAL_NONE;
}

/* Backwards: a removed one moves those behind it. */
static void check(struct dispatcher *dispatcher, bool all)
{
    size_t count = dispatcher->deployment_count;
    size_t from = count > 0 ? dispatcher->refreshed % count : 0;

    for (size_t i = count; i > 0; i--) {
        struct deployment *dep = dispatcher->deployments[i - 1];
        bool is_due = (i - 1 + count - from) % count < EACH_TIME;
        if (all || is_due || is_always_checked(dispatcher, dep))
            function_reload_check(dispatcher, dep);
    }
    dispatcher->refreshed += EACH_TIME;
}

static void tell(struct dispatcher *dispatcher)
{
    AUTO(struct buf, buf_free) line = BUF(1024);

    if (!dispatcher->told_unwatched &&
        buf_printf(&line,
                   "dayfly: changes of the served folders are not noticed: %s; "
                   "lists of functions, queues and webhooks may be late",
                   dispatcher->changes.why_not))
        log_writer_line(dispatcher->context.log, NULL, line.data, line.size);
    dispatcher->told_unwatched = true;
}

static bool watch(struct dispatcher *dispatcher)
{
    const struct function_registry *registry = dispatcher->registry;

    if (!dispatcher->roots &&
        !(dispatcher->roots =
              mem_new(registry->root_count + 1, sizeof(const char *))))
        return false;
    for (size_t i = 0; i < registry->root_count; i++)
        dispatcher->roots[i] = registry->roots[i].path;
    if (folder_changes_begin(&dispatcher->changes, dispatcher->roots,
                             registry->root_count))
        return true;
    tell(dispatcher);
    return false;
}

static void look_at_all(struct dispatcher *dispatcher)
{
    int64_t began_us = clock_mono_us();
    bool is_watched;

    if (began_us < dispatcher->look_again_us)
        return;
    is_watched = watch(dispatcher);
    check(dispatcher, true);
    function_scan_each_name(dispatcher->registry, discover_name, dispatcher);
    if (!is_watched)
        dispatcher->look_again_us =
            clock_mono_us() + (clock_mono_us() - began_us) * PAUSE_TIMES;
}

void dispatcher_refresh_all(struct dispatcher *dispatcher)
{
    if (dispatcher->closing)
        return;
    if (folder_changes_take(&dispatcher->changes, look_at_name, dispatcher))
        check(dispatcher, false);
    else
        look_at_all(dispatcher);
}

void dispatcher_refresh_close(struct dispatcher *dispatcher)
{
    folder_changes_close(&dispatcher->changes);
    mem_free(dispatcher->roots);
    dispatcher->roots = NULL;
}
