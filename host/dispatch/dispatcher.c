#include "host/dispatch/dispatcher.h"

#include "host/dispatch/dispatcher_internal.h"

enum { PATROL_MS = 2000 };

static void look_at_lane(void *self, const struct lane *l)
{
    struct roster *ro = self;
    struct function *fn = registry_find(ro->registry, l->fn->name);

    if (!ro->shut && fn && fn->lane == l)
        roster_look(ro, fn);
}

static void look_at_those(struct roster *ro,
                          bool (*which)(const struct function *fn))
{
    /* One that is let go makes place for the one behind it. */
    for (size_t i = ro->registry->count; i > 0; i--)
        if (which(ro->registry->functions[i - 1]))
            roster_look(ro, ro->registry->functions[i - 1]);
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
    struct roster *ro = self;

    look_at_those(ro, is_held);
}

/* Those that nobody calls any more: what has gone is not kept running. */
static void patrol(void *self)
{
    struct roster *ro = self;
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
    struct roster *ro = self;

    for (struct left **at = &ro->left; *at;) {
        struct left *left = *at;
        const struct lane *l = left->fn->lane;
        if (!lane_is_empty(l) || door_serves(l->house->runtimes, &l->service)) {
            at = &left->next;
            continue;
        }
        *at = left->next;
        roster_end(left->fn);
        mem_free(left);
    }
    return -1;
}

/* A name that was not there. */
static struct function *take_in(struct roster *ro, const char *name)
{
    struct fault why = FAULT_NONE;
    char folder[PATH_MAX];
    struct function *fn = NULL;

    if (ro->shut || !registry_seek(ro->registry, name, folder))
        return NULL;
    fn = function_read(name, folder, ro->registry->bootstrap, &why);
    if (fn && roster_give_lane(ro, fn) &&
        registry_add(ro->registry, fn, &why)) {
        ro->house.several = ro->registry->count > 1;
        if (fn->wrong || function_is_in_the_making(fn))
            (void)roster_doubts(ro, fn);
        if (!fn->wrong)
            roster_say(ro, fn, "a new function");
        return fn;
    }
    if (fn && *why.text)
        roster_say(ro, fn, why.text);
    roster_end(fn);
    return NULL;
}

static void take_in_name(void *self, const char *name)
{
    struct roster *ro = self;

    if (!registry_find(ro->registry, name))
        (void)take_in(ro, name);
}

struct lane *roster_find(struct roster *ro, const char *name)
{
    struct function *fn = registry_find(ro->registry, name);

    if (fn && !ro->shut) {
        roster_look(ro, fn);
        fn = registry_find(ro->registry, name);
    }
    if (!fn)
        fn = take_in(ro, name);
    if (!fn)
        return NULL;
    if (ro->patrol.due_ms == 0)
        timer_set(ro->house.loop, &ro->patrol, PATROL_MS);
    return fn->lane;
}

struct lane *roster_find_by_host(struct roster *ro, const char *name)
{
    const struct function *fn = registry_find_by_host(ro->registry, name);

    return roster_find(ro, fn ? fn->name : name);
}

bool roster_has(const struct roster *ro, const struct function *fn)
{
    return !fn->lane->held || registry_has_place(ro->registry, fn);
}

void roster_look_at_all(struct roster *ro)
{
    if (ro->shut)
        return;
    look_at_those(ro, is_any);
    registry_each_name(ro->registry, take_in_name, ro);
}

bool roster_open(struct roster *ro, struct registry *registry,
                 const struct house *house)
{
    ro->registry = registry;
    ro->house = *house;
    ro->house.look = look_at_lane;
    ro->house.self = ro;
    ro->house.several = registry->count > 1;
    ro->errand = (struct errand){.turn = bury, .self = ro};
    ro->again = (struct timer){.fire = look_again, .self = ro};
    ro->patrol = (struct timer){.fire = patrol, .self = ro};
    loop_errand(house->loop, &ro->errand);
    for (size_t i = 0; i < registry->count; i++)
        if (!roster_give_lane(ro, registry->functions[i]))
            return false;
    return true;
}

void roster_shut(struct roster *ro)
{
    ro->shut = true;
    timer_clear(ro->house.loop, &ro->again);
    timer_clear(ro->house.loop, &ro->patrol);
    for (size_t i = 0; i < ro->registry->count; i++) {
        lane_shut(ro->registry->functions[i]->lane);
        lane_hold(ro->registry->functions[i]->lane, false);
    }
    for (struct left *left = ro->left; left; left = left->next)
        lane_shut(left->fn->lane);
}

bool roster_is_empty(const struct roster *ro)
{
    for (size_t i = 0; i < ro->registry->count; i++)
        if (!lane_is_empty(ro->registry->functions[i]->lane))
            return false;
    for (struct left *left = ro->left; left; left = left->next)
        if (!lane_is_empty(left->fn->lane))
            return false;
    return true;
}

void roster_close(struct roster *ro)
{
    if (!ro->registry)
        return;
    timer_clear(ro->house.loop, &ro->again);
    timer_clear(ro->house.loop, &ro->patrol);
    for (size_t i = 0; i < ro->registry->count; i++)
        if (ro->registry->functions[i]->lane)
            lane_close(ro->registry->functions[i]->lane);
    for (struct left *left = ro->left; left; left = left->next)
        lane_close(left->fn->lane);
}

void roster_free(struct roster *ro)
{
    for (size_t i = 0; ro->registry && i < ro->registry->count; i++) {
        mem_free(ro->registry->functions[i]->lane);
        ro->registry->functions[i]->lane = NULL;
    }
    while (ro->left) {
        struct left *left = ro->left;
        ro->left = left->next;
        roster_end(left->fn);
        mem_free(left);
    }
}
