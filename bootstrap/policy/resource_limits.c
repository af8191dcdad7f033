#include "bootstrap/policy/resource_limits.h"

#include <string.h>

#include "bootstrap/policy/requirements.h"

bool rations_any(const struct limits *l)
{
    for (int i = 0; i < LIMIT_SCRATCH; i++)
        if (l->of[i])
            return true;
    return false;
}

static void add_limit(struct walls *w, int which, int64_t most, int64_t more)
{
    if (most)
        w->limits[w->limit_count++] =
            (struct wall_limit){which, (rlim_t)most, (rlim_t)(most + more)};
}

/* The kernel counts the processes of a user: how many of ours may be at work,
 * or wait, as one. */
static int64_t users_of_user(const struct settings *s)
{
    return s->lanes * (s->isolation == ISOLATION_STRICT ? 1 : RATIONS_PLACES);
}

/* At the soft CPU limit it is told which it was, a second later it is dead. */
void rations_make(struct rations *r, struct walls *w, const struct settings *s,
                  const struct handler *h)
{
    const int64_t *of = s->limits.of;

    add_limit(w, RLIMIT_CPU, of[LIMIT_CPU], 1);
    add_limit(w, RLIMIT_NOFILE, of[LIMIT_FILES], 0);
    add_limit(w, RLIMIT_FSIZE, of[LIMIT_FILE_SIZE] * 1024 * 1024, 0);
    for (unsigned i = 0; i < RATIONS_PLACES; i++)
        cgroup_make(&r->groups[i], &s->limits, i);
    memcpy(r->held, r->groups[0].holds, sizeof r->held);
    if (!r->held[LIMIT_MEMORY] && promises_data(h))
        add_limit(w, RLIMIT_DATA, of[LIMIT_MEMORY] * 1024 * 1024, 0);
    if (r->held[LIMIT_PROCESSES] || !w->uid)
        return;
    r->held[LIMIT_PROCESSES] = true;
    add_limit(w, RLIMIT_NPROC, of[LIMIT_PROCESSES] * users_of_user(s), 0);
}

const struct cgroup *rations_group(const struct rations *r, unsigned place)
{
    const struct cgroup *group = &r->groups[place % RATIONS_PLACES];

    return group->count > 0 ? group : NULL;
}

void rations_close(struct rations *r)
{
    for (size_t i = 0; i < COUNT(r->groups); i++)
        cgroup_remove(&r->groups[i]);
}
