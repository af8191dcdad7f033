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
    if (!limits->enforced[LIMIT_MEMORY] && requirements_data(h))
        add_limit(sandbox, RLIMIT_DATA, of[LIMIT_MEMORY] * 1024 * 1024, 0);
    if (limits->enforced[LIMIT_PROCESSES] || !sandbox->uid)
        return;
    limits->enforced[LIMIT_PROCESSES] = true;
    add_limit(sandbox, RLIMIT_NPROC, of[LIMIT_PROCESSES] * users_of_user(s, h),
              0);
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
