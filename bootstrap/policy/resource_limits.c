#include "bootstrap/policy/resource_limits.h"

#include <string.h>

#include "bootstrap/policy/requirements.h"

bool resource_limits_any(const struct limits *l)
{
    for (int i = 0; i < LIMIT_SCRATCH; i++)
        if (l->of[i])
            return true;
    return false;
}

static void add_limit(struct sandbox *w, int which, int64_t most, int64_t more)
{
    if (most)
        w->limits[w->limit_count++] =
            (struct sandbox_rlimit){which, (rlim_t)most, (rlim_t)(most + more)};
}

/* The kernel counts the processes of a user: how many of ours may be at work,
 * or wait, as one. */
static int64_t users_of_user(const struct settings *s)
{
    return s->lanes *
           (s->isolation == ISOLATION_STRICT ? 1 : RESOURCE_LIMITS_SLOTS);
}

/* At the soft CPU limit it is told which it was, a second later it is dead. */
void resource_limits_make(struct resource_limits *r, struct sandbox *w,
                          const struct settings *s, const struct handler *h)
{
    const int64_t *of = s->limits.of;

    add_limit(w, RLIMIT_CPU, of[LIMIT_CPU], 1);
    add_limit(w, RLIMIT_NOFILE, of[LIMIT_FILES], 0);
    add_limit(w, RLIMIT_FSIZE, of[LIMIT_FILE_SIZE] * 1024 * 1024, 0);
    for (unsigned i = 0; i < RESOURCE_LIMITS_SLOTS; i++)
        cgroup_make(&r->groups[i], &s->limits, i);
    memcpy(r->held, r->groups[0].holds, sizeof r->held);
    if (!r->held[LIMIT_MEMORY] && requirements_data(h))
        add_limit(w, RLIMIT_DATA, of[LIMIT_MEMORY] * 1024 * 1024, 0);
    if (r->held[LIMIT_PROCESSES] || !w->uid)
        return;
    r->held[LIMIT_PROCESSES] = true;
    add_limit(w, RLIMIT_NPROC, of[LIMIT_PROCESSES] * users_of_user(s), 0);
}

const struct cgroup *resource_limits_group(const struct resource_limits *r,
                                           unsigned place)
{
    const struct cgroup *group = &r->groups[place % RESOURCE_LIMITS_SLOTS];

    return group->count > 0 ? group : NULL;
}

void resource_limits_close(struct resource_limits *r)
{
    for (size_t i = 0; i < COUNT(r->groups); i++)
        cgroup_remove(&r->groups[i]);
}
