#include "host/dispatch/dispatcher.h"

#include <string.h>

#include "host/dispatch/deployment.h"
#include "host/dispatch/dispatcher_limits.h"
#include "host/dispatch/dispatcher_refresh.h"
#include "host/dispatch/folder_build.h"
#include "host/dispatch/function_reload.h"
#include "host/dispatch/function_trial.h"
#include "host/dispatch/stored_function.h"
#include "host/dispatch/template_notes.h"
#include "host/functions/function_scan.h"
#include "host/runtime_api/runtime_api.h"

enum {
    RESCAN_MS = 2000,
    CHANGED_MS = 100, /* an editor or a build may write several files */
};

static void check_function(void *self, const struct pool *pool)
{
    struct dispatcher *dispatcher = self;
    struct deployment *dep = deployments_find(dispatcher, pool->function->name);

    if (!dispatcher->closing && dep && dep->pool == pool)
        function_reload_check(dispatcher, dep);
}

static void check_those(struct dispatcher *dispatcher,
                        bool (*which)(const struct deployment *dep))
{
    /* Backwards: a removed one moves those behind it. */
    for (size_t i = dispatcher->deployment_count; i > 0; i--)
        if (which(dispatcher->deployments[i - 1]))
            function_reload_check(dispatcher, dispatcher->deployments[i - 1]);
}

static bool is_paused(const struct deployment *dep)
{
    return dep->pool->paused;
}

static bool is_built(const struct deployment *dep)
{
    return dep->function->go_output || dep->function->manifest.build;
}

static bool has_process(const struct deployment *dep)
{
    return pool_has_process(dep->pool);
}

static void check_paused(void *self)
{
    check_those(self, is_paused);
}

static void build_ended(void *self)
{
    folder_build_end(self);
    check_paused(self);
}

/* A function that is not invoked any more is checked, too: when its folder was
 * removed, its runtime process must end. */
static void rescan(void *self)
{
    struct dispatcher *dispatcher = self;

    check_those(dispatcher, has_process);
    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        pool_end_idle(dispatcher->deployments[i]->pool);
    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        pool_keep_least(dispatcher->deployments[i]->pool);
    stored_function_check_versions(dispatcher);
}

static void check_changed(void *self)
{
    check_those(self, has_process);
}

static void code_changed(void *self)
{
    struct dispatcher *dispatcher = self;

    if (!dispatcher->closing)
        timer_set(dispatcher->context.loop, &dispatcher->change_timer,
                  CHANGED_MS);
}

/* Open connections of a runtime process refer to its runner. */
static bool is_in_use(const struct deployment *retired)
{
    return !pool_is_empty(retired->pool) || pool_is_connected(retired->pool);
}

/* As long as a function has a process, whether or not it was called. */
static void keep_rescanning(struct dispatcher *dispatcher)
{
    if (dispatcher->rescan_timer.due_ms == 0 && !dispatcher->closing &&
        (dispatcher->processes > 0 || dispatcher->versions))
        timer_set(dispatcher->context.loop, &dispatcher->rescan_timer,
                  RESCAN_MS);
}

static int64_t each_turn(void *self)
{
    struct dispatcher *dispatcher = self;

    keep_rescanning(dispatcher);
    for (struct deployment **at = &dispatcher->retired; *at;) {
        struct deployment *retired = *at;
        if (is_in_use(retired)) {
            at = &retired->next;
            continue;
        }
        *at = retired->next;
        kept_code_release(dispatcher, retired);
        deployment_free_retired(retired);
    }
    return function_trials_check(dispatcher);
}

/* The name of a function that is called by another one: by the only name that
 * the emulator has, or by its logical id in a template. NULL: none is. */
static const char *name_of(const struct dispatcher *dispatcher,
                           const char *alias)
{
    const char *name = function_scan_name_of_id(dispatcher->registry, alias);

    if (!name && dispatcher->deployment_count == 1 &&
        !strcmp(alias, "function"))
        name = dispatcher->deployments[0]->function->name;
    return name && deployments_find(dispatcher, name) ? name : NULL;
}

struct pool *dispatcher_pool(struct dispatcher *dispatcher, const char *asked)
{
    /* The text asked for may be the function's or its template's, which are
     * read again here. */
    char name[FUNCTION_NAME_MAX + 1];

    if (snprintf(name, sizeof name, "%s", asked) >= (int)sizeof name)
        return NULL;
    struct deployment *dep = deployments_find(dispatcher, name);
    const char *other;

    if (dep && !dispatcher->closing) {
        function_reload_check(dispatcher, dep);
        dep = deployments_find(dispatcher, name);
    }
    if (!dep)
        dep = dispatcher_discover(dispatcher, name);
    if (!dep && (other = name_of(dispatcher, name)))
        return dispatcher_pool(dispatcher, other);
    template_notes_tell(dispatcher);
    return dep ? dep->pool : NULL;
}

struct pool *dispatcher_qualified_pool(struct dispatcher *dispatcher,
                                       const char *name, const char *qualifier)
{
    const struct version_source *source = &dispatcher->source;
    char version[FUNCTION_VERSION_SIZE];

    if (!*qualifier || !strcmp(qualifier, FUNCTION_LATEST))
        return dispatcher_pool(dispatcher, name);
    if (!source->resolve ||
        !source->resolve(source->self, name, qualifier, version))
        return NULL;
    if (!strcmp(version, FUNCTION_LATEST))
        return dispatcher_pool(dispatcher, name);
    return stored_function_pool(dispatcher, name, version);
}

struct pool *dispatcher_pool_by_host(struct dispatcher *dispatcher,
                                     const char *name)
{
    const struct function *fn =
        function_registry_find_by_host(dispatcher->registry, name);

    return dispatcher_pool(dispatcher, fn ? fn->name : name);
}

bool dispatcher_has(const struct dispatcher *dispatcher,
                    const struct function *fn)
{
    const struct deployment *dep = deployments_find(dispatcher, fn->name);

    return (dep && !dep->pool->paused) ||
           function_scan_has(dispatcher->registry, fn);
}

bool dispatcher_open(struct dispatcher *dispatcher,
                     struct function_registry *registry,
                     const struct host_context *context)
{
    dispatcher->registry = registry;
    dispatcher->context = *context;
    dispatcher->context.check_function = check_function;
    dispatcher->context.current_pool = deployments_current_pool;
    dispatcher->context.make_room = dispatcher_make_room;
    dispatcher->context.admits = dispatcher_admits;
    dispatcher->context.is_limited = dispatcher_is_limited;
    dispatcher->context.self = dispatcher;
    dispatcher->context.serve_runtime = runtime_api_serve;
    dispatcher->context.processes = &dispatcher->processes;
    turns_open(&dispatcher->turns, context->loop);
    dispatcher->context.turns = &dispatcher->turns;
    dispatcher->context.memory_noted = &dispatcher->memory_noted;
    dispatcher->context.log_names = registry->count > 1;
    dispatcher->hook = (struct loop_hook){.run = each_turn, .self = dispatcher};
    dispatcher->debounce_timer =
        (struct timer){.on_fire = check_paused, .self = dispatcher};
    dispatcher->rescan_timer =
        (struct timer){.on_fire = rescan, .self = dispatcher};
    dispatcher->change_timer =
        (struct timer){.on_fire = check_changed, .self = dispatcher};
    code_watcher_init(&dispatcher->code_watcher, context->loop, code_changed,
                      dispatcher);
    dispatcher->context.code_watcher = &dispatcher->code_watcher;
    program_build_init(&dispatcher->build, context->loop, build_ended,
                       dispatcher);
    kept_code_open(dispatcher);
    event_loop_add_hook(context->loop, &dispatcher->hook);
    dispatcher->changes = (struct folder_changes)FOLDER_CHANGES;
    template_notes_begin(dispatcher);
    return deployments_open(dispatcher);
}

void dispatcher_warm(struct dispatcher *dispatcher)
{
    check_those(dispatcher, is_built);
    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        if (dispatcher->deployments[i]->function->manifest.warm)
            pool_start(dispatcher->deployments[i]->pool);
}
