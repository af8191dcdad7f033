#include "host/dispatch/dispatcher.h"

#include "host/dispatch/dispatcher_internal.h"
#include "host/runner/runner_shutdown.h"

enum { PATROL_MS = 2000 };

static void look_at_lane(void *self, const struct runner *runner)
{
    struct dispatcher *dispatcher = self;
    struct function *fn =
        function_registry_find(dispatcher->registry, runner->function->name);

    if (!dispatcher->closing && fn && fn->runner == runner)
        function_reload_check(dispatcher, fn);
}

static void look_at_those(struct dispatcher *dispatcher,
                          bool (*which)(const struct function *fn))
{
    /* One that is let go makes place for the one behind it. */
    for (size_t i = dispatcher->registry->count; i > 0; i--)
        if (which(dispatcher->registry->functions[i - 1]))
            function_reload_check(dispatcher,
                                  dispatcher->registry->functions[i - 1]);
}

static bool is_any(const struct function *fn)
{
    (void)fn;
    return true;
}

static bool is_held(const struct function *fn)
{
    return fn->runner->paused;
}

static bool has_stage(const struct function *fn)
{
    return fn->runner->process.pid != 0;
}

static void look_again(void *self)
{
    struct dispatcher *dispatcher = self;

    look_at_those(dispatcher, is_held);
}

/* Those that nobody calls any more: what has gone is not kept running. */
static void patrol(void *self)
{
    struct dispatcher *dispatcher = self;
    bool more = false;

    look_at_those(dispatcher, has_stage);
    for (size_t i = 0; !more && i < dispatcher->registry->count; i++)
        more = has_stage(dispatcher->registry->functions[i]);
    if (more)
        timer_set(dispatcher->context.loop, &dispatcher->rescan_timer,
                  PATROL_MS);
}

/* A lane is asked for by the connections that its bootstrap made, too. */
static int64_t bury(void *self)
{
    struct dispatcher *dispatcher = self;

    for (struct retired_function **at = &dispatcher->retired; *at;) {
        struct retired_function *left = *at;
        const struct runner *runner = left->function->runner;
        if (!runner_is_empty(runner) ||
            http_server_serves(runner->context->runtime_server,
                               &runner->handler)) {
            at = &left->next;
            continue;
        }
        *at = left->next;
        dispatcher_free_function(left->function);
        mem_free(left);
    }
    return -1;
}

/* A name that was not there. */
static struct function *take_in(struct dispatcher *dispatcher, const char *name)
{
    struct error err = ERROR_NONE;
    char folder[PATH_MAX];
    struct function *fn = NULL;

    if (dispatcher->closing ||
        !function_registry_locate(dispatcher->registry, name, folder))
        return NULL;
    fn = function_read(name, folder, dispatcher->registry->bootstrap, &err);
    if (fn && dispatcher_create_runner(dispatcher, fn) &&
        function_registry_add(dispatcher->registry, fn, &err)) {
        dispatcher->context.log_names = dispatcher->registry->count > 1;
        if (fn->config_error || function_is_being_written(fn))
            (void)dispatcher_debounce(dispatcher, fn);
        if (!fn->config_error)
            dispatcher_log(dispatcher, fn, "a new function");
        return fn;
    }
    if (fn && *err.text)
        dispatcher_log(dispatcher, fn, err.text);
    dispatcher_free_function(fn);
    return NULL;
}

static void take_in_name(void *self, const char *name)
{
    struct dispatcher *dispatcher = self;

    if (!function_registry_find(dispatcher->registry, name))
        (void)take_in(dispatcher, name);
}

struct runner *dispatcher_runner(struct dispatcher *dispatcher,
                                 const char *name)
{
    struct function *fn = function_registry_find(dispatcher->registry, name);

    if (fn && !dispatcher->closing) {
        function_reload_check(dispatcher, fn);
        fn = function_registry_find(dispatcher->registry, name);
    }
    if (!fn)
        fn = take_in(dispatcher, name);
    if (!fn)
        return NULL;
    if (dispatcher->rescan_timer.due_ms == 0)
        timer_set(dispatcher->context.loop, &dispatcher->rescan_timer,
                  PATROL_MS);
    return fn->runner;
}

struct runner *dispatcher_runner_by_host(struct dispatcher *dispatcher,
                                         const char *name)
{
    const struct function *fn =
        function_registry_find_by_host(dispatcher->registry, name);

    return dispatcher_runner(dispatcher, fn ? fn->name : name);
}

bool dispatcher_has(const struct dispatcher *dispatcher,
                    const struct function *fn)
{
    return !fn->runner->paused ||
           function_registry_folder_exists(dispatcher->registry, fn);
}

void function_reload_check_all(struct dispatcher *dispatcher)
{
    if (dispatcher->closing)
        return;
    look_at_those(dispatcher, is_any);
    function_registry_each_name(dispatcher->registry, take_in_name, dispatcher);
}

bool dispatcher_open(struct dispatcher *dispatcher,
                     struct function_registry *registry,
                     const struct host_context *context)
{
    dispatcher->registry = registry;
    dispatcher->context = *context;
    dispatcher->context.check_function = look_at_lane;
    dispatcher->context.self = dispatcher;
    dispatcher->context.log_names = registry->count > 1;
    dispatcher->hook = (struct loop_hook){.run = bury, .self = dispatcher};
    dispatcher->debounce_timer =
        (struct timer){.on_fire = look_again, .self = dispatcher};
    dispatcher->rescan_timer =
        (struct timer){.on_fire = patrol, .self = dispatcher};
    event_loop_add_hook(context->loop, &dispatcher->hook);
    for (size_t i = 0; i < registry->count; i++)
        if (!dispatcher_create_runner(dispatcher, registry->functions[i]))
            return false;
    return true;
}

void dispatcher_shut(struct dispatcher *dispatcher)
{
    dispatcher->closing = true;
    timer_clear(dispatcher->context.loop, &dispatcher->debounce_timer);
    timer_clear(dispatcher->context.loop, &dispatcher->rescan_timer);
    for (size_t i = 0; i < dispatcher->registry->count; i++) {
        runner_shut(dispatcher->registry->functions[i]->runner);
        runner_set_paused(dispatcher->registry->functions[i]->runner, false);
    }
    for (struct retired_function *left = dispatcher->retired; left;
         left = left->next)
        runner_shut(left->function->runner);
}

bool dispatcher_is_empty(const struct dispatcher *dispatcher)
{
    for (size_t i = 0; i < dispatcher->registry->count; i++)
        if (!runner_is_empty(dispatcher->registry->functions[i]->runner))
            return false;
    for (struct retired_function *left = dispatcher->retired; left;
         left = left->next)
        if (!runner_is_empty(left->function->runner))
            return false;
    return true;
}

void dispatcher_close(struct dispatcher *dispatcher)
{
    if (!dispatcher->registry)
        return;
    timer_clear(dispatcher->context.loop, &dispatcher->debounce_timer);
    timer_clear(dispatcher->context.loop, &dispatcher->rescan_timer);
    for (size_t i = 0; i < dispatcher->registry->count; i++)
        if (dispatcher->registry->functions[i]->runner)
            runner_close(dispatcher->registry->functions[i]->runner);
    for (struct retired_function *left = dispatcher->retired; left;
         left = left->next)
        runner_close(left->function->runner);
}

void dispatcher_free(struct dispatcher *dispatcher)
{
    for (size_t i = 0; dispatcher->registry && i < dispatcher->registry->count;
         i++) {
        mem_free(dispatcher->registry->functions[i]->runner);
        dispatcher->registry->functions[i]->runner = NULL;
    }
    while (dispatcher->retired) {
        struct retired_function *left = dispatcher->retired;
        dispatcher->retired = left->next;
        dispatcher_free_function(left->function);
        mem_free(left);
    }
}
