#include "bootstrap/policy/resource_limits.h"

#include <string.h>

#include "bootstrap/launch/engine.h"
#include "bootstrap/policy/requirements.h"

bool resource_limits_any(const struct limits *l)
{
    for (int i = 0; i < LIMIT_SCRATCH; i++)
        if (l->value[i])
            return true;
    return false;
}

static void add_limit(struct sandbox *sandbox, int which, int64_t most,
                      int64_t more)
{
    if (most)
        sandbox->limits[sandbox->limit_count++] =
            (struct sandbox_rlimit){which, (rlim_t)most, (rlim_t)(most + more)};
}

/* RLIMIT_NPROC counts all processes of a uid: how many workers of this function
 * run under it at once. */
static int64_t users_of_user(const struct settings *s, const struct handler *h)
{
    bool copies = (s->spare == SPARE_AUTO || s->spare == SPARE_FORK) &&
                  h->bridged && h->engine->copying != COPYING_NONE;
    int slots = copies ? RESOURCE_LIMITS_SLOTS : RESOURCE_LIMITS_SLOTS - 1;

    return s->concurrency * (s->isolation == ISOLATION_STRICT ? 1 : slots);
}

/* Does RLIMIT_DATA limit this program without breaking it? Deno reserves far
 * more memory than it uses, and the function's `memory` is no limit of each
 * process. */
static bool limits_data(const struct settings *s, const struct handler *h)
{
    return !s->limits.of_function &&
           (!h->engine || !h->engine->reserves_memory);
}

/* SIGXCPU at the soft limit names the cause; SIGKILL follows a second later. */
void resource_limits_make(struct resource_limits *limits,
                          struct sandbox *sandbox, const struct settings *s,
                          const struct handler *h)
{
    const int64_t *of = s->limits.value;

    add_limit(sandbox, RLIMIT_CPU, of[LIMIT_CPU], 1);
    add_limit(sandbox, RLIMIT_NOFILE, of[LIMIT_FILES], 0);
    add_limit(sandbox, RLIMIT_FSIZE, of[LIMIT_FILE_SIZE] * 1024 * 1024, 0);
    for (unsigned i = 0; i < RESOURCE_LIMITS_SLOTS; i++)
        cgroup_make(&limits->groups[i], &s->limits, i);
    memcpy(limits->enforced, limits->groups[0].enforced,
           sizeof limits->enforced);
    if (!limits->enforced[LIMIT_MEMORY] && limits_data(s, h))
        add_limit(sandbox, RLIMIT_DATA, of[LIMIT_MEMORY] * 1024 * 1024, 0);
    if (limits->enforced[LIMIT_PROCESSES] || !sandbox->uid)
        return;
    limits->enforced[LIMIT_PROCESSES] = true;
    add_limit(sandbox, RLIMIT_NPROC, of[LIMIT_PROCESSES] * users_of_user(s, h),
              0);
}

static bool check_minimum(const struct settings *s, const struct handler *h,
                          const bool held[LIMIT_COUNT], struct error *err)
{
    if (!h->engine)
        return true;
    const struct engine_minimum *min = &h->engine->minimum;
    const int64_t needs[LIMIT_COUNT] = {
        [LIMIT_MEMORY] = held[LIMIT_MEMORY] ? min->memory_mb : min->data_mb,
        [LIMIT_PROCESSES] = min->processes,
        [LIMIT_FILES] = min->files,
    };

    for (int l = 0; l < LIMIT_COUNT; l++)
        if (s->limits.value[l] && s->limits.value[l] < needs[l] &&
            !(l == LIMIT_MEMORY && s->limits.of_function))
            return error_set(err,
                             "\"limits.%s\": %s needs at least %lld%s to "
                             "start",
                             limit_names[l], requirements_program(h),
                             (long long)needs[l],
                             l == LIMIT_MEMORY ? " MB" : "");
    return true;
}

static void log_limit(const struct settings *s, const struct handler *h,
                      enum limit l, const char *reason, struct log *log)
{
    bool of_function = l == LIMIT_MEMORY && s->limits.of_function;

    log_printf(log, LEVEL_WARN,
               "dayfly: \"%s%s\" is not enforced for %s here: %s%s",
               of_function ? "" : "limits.", limit_names[l],
               requirements_program(h), reason,
               of_function ? "; run dayfly as root, or by `systemd-run --user "
                             "--scope -p Delegate=yes`, or in a container with "
                             "writable control groups"
                           : "");
}

bool resource_limits_check(const struct resource_limits *limits,
                           const struct settings *s, const struct handler *h,
                           struct log *log, struct error *err)
{
    const bool *held = limits->enforced;
    static const enum limit grouped[] = {LIMIT_MEMORY, LIMIT_PROCESSES};
    static const char *const without[] = {
        [LIMIT_MEMORY] = "no control group can be created",
        [LIMIT_PROCESSES] =
            "no control group can be created, and it has no uid "
            "of its own",
    };

    if (!check_minimum(s, h, held, err))
        return false;
    for (int l = 0; l < LIMIT_COUNT; l++)
        if (requirements_required(s, limit_names[l]) && !s->limits.value[l])
            return error_set(err,
                             "\"required\" has \"%s\", which \"limits\" does "
                             "not set",
                             limit_names[l]);
    for (size_t i = 0; i < COUNT(grouped); i++) {
        enum limit l = grouped[i];
        if (!s->limits.value[l] || held[l] ||
            (l == LIMIT_MEMORY && limits_data(s, h)))
            continue;
        if (requirements_required(s, limit_names[l]))
            return error_set(
                err,
                "\"required\": the limit \"%s\" cannot be enforced "
                "for %s here: %s",
                limit_names[l], requirements_program(h), without[l]);
        if (l == LIMIT_MEMORY && s->limits.of_function && s->memory_noted)
            continue;
        log_limit(s, h, l, without[l], log);
    }
    return true;
}

const struct cgroup *resource_limits_group(const struct resource_limits *limits,
                                           unsigned place)
{
    const struct cgroup *group = &limits->groups[place % RESOURCE_LIMITS_SLOTS];

    return group->count > 0 ? group : NULL;
}

void resource_limits_close(struct resource_limits *limits)
{
    for (size_t i = 0; i < COUNT(limits->groups); i++)
        cgroup_remove(&limits->groups[i]);
}
