#include "host/dispatch/dispatcher_limits.h"

#include <string.h>

#include "host/dispatch/deployment.h"
#include "host/dispatch/dispatcher_internal.h"
#include "host/runner/pool.h"

/* What is provisioned for a version is kept for it, used or not. */
static size_t claim_of(const struct pool *pool)
{
    size_t running = pool_invocations(pool);

    return running > pool->least ? running : pool->least;
}

static size_t claims_of(const struct deployment *dep, const char *name)
{
    size_t count = 0;

    for (; dep; dep = dep->next)
        if (!strcmp(dep->function->name, name))
            count += claim_of(dep->pool);
    return count;
}

static size_t running_of(const struct deployment *dep, const char *name)
{
    size_t count = 0;

    for (; dep; dep = dep->next)
        if (!strcmp(dep->function->name, name))
            count += pool_invocations(dep->pool);
    return count;
}

/* Less than 0: none is. */
static long reserved_of(const struct dispatcher *dispatcher,
                        const struct function *fn)
{
    const struct version_source *source = &dispatcher->source;

    return fn->stored && source->reserved
               ? source->reserved(source->self, fn->name)
               : -1;
}

/* A folder has its limit in its manifest, or that of its runtime. */
bool dispatcher_is_limited(void *self, const struct pool *pool)
{
    return !pool->function->stored || reserved_of(self, pool->function) >= 0;
}

bool dispatcher_admits(void *self, const struct pool *pool)
{
    struct dispatcher *dispatcher = self;
    const char *name = pool->function->name;
    long most = reserved_of(dispatcher, pool->function);
    const struct deployment *latest =
        most > 0 ? deployments_find(dispatcher, name) : NULL;

    if (most <= 0)
        return most < 0;
    return pool_invocations(pool) < pool->least ||
           (latest ? claim_of(latest->pool) : 0) +
                   claims_of(dispatcher->versions, name) +
                   running_of(dispatcher->retired, name) <
               (size_t)most;
}

void dispatcher_make_room(void *self, size_t waiting)
{
    struct dispatcher *dispatcher = self;
    struct idle_search search = {.idlest = NULL};

    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        pool_search_idle(dispatcher->deployments[i]->pool, &search);
    for (struct deployment *at = dispatcher->retired; at; at = at->next)
        pool_search_idle(at->pool, &search);
    for (struct deployment *at = dispatcher->versions; at; at = at->next)
        pool_search_idle(at->pool, &search);
    if (search.idlest && search.ending < waiting)
        pool_end_idlest(&search);
}
