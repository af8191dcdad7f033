#include "host/dispatch/dispatcher.h"

#include "host/dispatch/dispatcher_internal.h"

enum { PATROL_MS = 2000 };

static void look_at_lane(void *self, const struct runner *l)
{
    struct dispatcher *ro = self;
    struct function *fn = function_registry_find(ro->registry, l->fn->name);

    if (!ro->shut && fn && fn->lane == l)
        function_reload_check(ro, fn);
}

static void look_at_those(struct dispatcher *ro,
                          bool (*which)(const struct function *fn))
{
    /* One that is let go makes place for the one behind it. */
    for (size_t i = ro->registry->count; i > 0; i--)
        if (which(ro->registry->functions[i - 1]))
            function_reload_check(ro, ro->registry->functions[i - 1]);
}

static bool is_any(const struct function *fn)
{
    (void)fn;
    return true;
}

static bool is_held(const struct function *fn)
{
    return fn->lane->held;
}

static bool has_stage(const struct function *fn)
{
    return fn->lane->stage.pid != 0;
}

static void look_again(void *self)
{
    struct dispatcher *ro = self;

    look_at_those(ro, is_held);
}

/* Those that nobody calls any more: what has gone is not kept running. */
static void patrol(void *self)
{
    struct dispatcher *ro = self;
    bool more = false;

    look_at_those(ro, has_stage);
    for (size_t i = 0; !more && i < ro->registry->count; i++)
        more = has_stage(ro->registry->functions[i]);
    if (more)
        timer_set(ro->house.loop, &ro->patrol, PATROL_MS);
}

/* A lane is asked for by the connections that its bootstrap made, too. */
static int64_t bury(void *self)
{
    struct dispatcher *ro = self;

    for (struct retired_function **at = &ro->left; *at;) {
        struct retired_function *left = *at;
        const struct runner *l = left->fn->lane;
        if (!runner_is_empty(l) ||
            http_server_serves(l->house->runtimes, &l->service)) {
            at = &left->next;
            continue;
        }
        *at = left->next;
        dispatcher_free_function(left->fn);
        mem_free(left);
    }
    return -1;
}

/* A name that was not there. */
static struct function *take_in(struct dispatcher *ro, const char *name)
{
    struct error why = ERROR_NONE;
    char folder[PATH_MAX];
    struct function *fn = NULL;

    if (ro->shut || !function_registry_locate(ro->registry, name, folder))
        return NULL;
    fn = function_read(name, folder, ro->registry->bootstrap, &why);
    if (fn && dispatcher_create_runner(ro, fn) &&
        function_registry_add(ro->registry, fn, &why)) {
        ro->house.several = ro->registry->count > 1;
        if (fn->wrong || function_is_being_written(fn))
            (void)dispatcher_debounce(ro, fn);
        if (!fn->wrong)
            dispatcher_log(ro, fn, "a new function");
        return fn;
    }
    if (fn && *why.text)
        dispatcher_log(ro, fn, why.text);
    dispatcher_free_function(fn);
    return NULL;
}

static void take_in_name(void *self, const char *name)
{
    struct dispatcher *ro = self;

    if (!function_registry_find(ro->registry, name))
        (void)take_in(ro, name);
}

struct runner *dispatcher_runner(struct dispatcher *ro, const char *name)
{
    struct function *fn = function_registry_find(ro->registry, name);

    if (fn && !ro->shut) {
        function_reload_check(ro, fn);
        fn = function_registry_find(ro->registry, name);
    }
    if (!fn)
        fn = take_in(ro, name);
    if (!fn)
        return NULL;
    if (ro->patrol.due_ms == 0)
        timer_set(ro->house.loop, &ro->patrol, PATROL_MS);
    return fn->lane;
}

struct runner *dispatcher_runner_by_host(struct dispatcher *ro,
                                         const char *name)
{
    const struct function *fn =
        function_registry_find_by_host(ro->registry, name);

    return dispatcher_runner(ro, fn ? fn->name : name);
}

bool dispatcher_has(const struct dispatcher *ro, const struct function *fn)
{
    return !fn->lane->held || function_registry_folder_exists(ro->registry, fn);
}

void function_reload_check_all(struct dispatcher *ro)
{
    if (ro->shut)
        return;
    look_at_those(ro, is_any);
    function_registry_each_name(ro->registry, take_in_name, ro);
}

bool dispatcher_open(struct dispatcher *ro, struct function_registry *registry,
                     const struct host_context *house)
{
    ro->registry = registry;
    ro->house = *house;
    ro->house.look = look_at_lane;
    ro->house.self = ro;
    ro->house.several = registry->count > 1;
    ro->errand = (struct loop_hook){.turn = bury, .self = ro};
    ro->again = (struct timer){.fire = look_again, .self = ro};
    ro->patrol = (struct timer){.fire = patrol, .self = ro};
    event_loop_add_hook(house->loop, &ro->errand);
    for (size_t i = 0; i < registry->count; i++)
        if (!dispatcher_create_runner(ro, registry->functions[i]))
            return false;
    return true;
}

void dispatcher_shut(struct dispatcher *ro)
{
    ro->shut = true;
    timer_clear(ro->house.loop, &ro->again);
    timer_clear(ro->house.loop, &ro->patrol);
    for (size_t i = 0; i < ro->registry->count; i++) {
        runner_shut(ro->registry->functions[i]->lane);
        runner_hold(ro->registry->functions[i]->lane, false);
    }
    for (struct retired_function *left = ro->left; left; left = left->next)
        runner_shut(left->fn->lane);
}

bool dispatcher_is_empty(const struct dispatcher *ro)
{
    for (size_t i = 0; i < ro->registry->count; i++)
        if (!runner_is_empty(ro->registry->functions[i]->lane))
            return false;
    for (struct retired_function *left = ro->left; left; left = left->next)
        if (!runner_is_empty(left->fn->lane))
            return false;
    return true;
}

void dispatcher_close(struct dispatcher *ro)
{
    if (!ro->registry)
        return;
    timer_clear(ro->house.loop, &ro->again);
    timer_clear(ro->house.loop, &ro->patrol);
    for (size_t i = 0; i < ro->registry->count; i++)
        if (ro->registry->functions[i]->lane)
            runner_close(ro->registry->functions[i]->lane);
    for (struct retired_function *left = ro->left; left; left = left->next)
        runner_close(left->fn->lane);
}

void dispatcher_free(struct dispatcher *ro)
{
    for (size_t i = 0; ro->registry && i < ro->registry->count; i++) {
        mem_free(ro->registry->functions[i]->lane);
        ro->registry->functions[i]->lane = NULL;
    }
    while (ro->left) {
        struct retired_function *left = ro->left;
        ro->left = left->next;
        dispatcher_free_function(left->fn);
        mem_free(left);
    }
}
