#include "host/management/bounds.h"

#include <string.h>

#include "host/dispatch/deployment.h"
#include "host/dispatch/dispatcher.h"
#include "host/dispatch/stored_function.h"
#include "host/management/configuration.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/runner/pool.h"

static const char requested[] = "RequestedProvisionedConcurrentExecutions";

long bounds_reserved(const struct catalog_entry *entry)
{
    const json_t *reserved = json_object_get(entry->document, "reserved");

    return json_is_integer(reserved) ? (long)json_integer_value(reserved) : -1;
}

/* Of a version: what its own number and the aliases that mean it ask for. */
static size_t least_of(const struct catalog_entry *entry, const char *version)
{
    json_t *all = json_object_get(entry->document, "provisioned");
    const char *qualifier;
    json_t *config;
    size_t least = 0;

    json_object_foreach(all, qualifier, config)
    {
        const char *meant = lookup_version(entry, qualifier);
        if (meant && !strcmp(meant, version))
            least +=
                (size_t)json_integer_value(json_object_get(config, requested));
    }
    return least;
}

unsigned bounds_runtimes(const struct catalog_entry *entry)
{
    long reserved = bounds_reserved(entry);

    if (reserved <= 0)
        return 0;
    return reserved < POOL_RUNNERS_MAX ? (unsigned)reserved : POOL_RUNNERS_MAX;
}

static void set(struct pool *pool, size_t least, unsigned most)
{
    pool_set_bounds(pool, least,
                    most > 0 ? most
                             : manifest_runtimes(&pool->function->manifest));
}

void bounds_apply(struct management *m, const struct catalog_entry *entry)
{
    struct dispatcher *dispatcher = m->dispatcher;
    unsigned most = bounds_runtimes(entry);
    struct deployment *latest = deployments_find(dispatcher, entry->name);
    json_t *all = json_object_get(entry->document, "provisioned");
    const char *qualifier;
    json_t *config;

    json_object_foreach(all, qualifier, config)
    {
        const char *version = lookup_version(entry, qualifier);
        if (version && strcmp(version, FUNCTION_LATEST) != 0)
            (void)stored_function_pool(dispatcher, entry->name, version);
    }
    if (latest)
        set(latest->pool, least_of(entry, FUNCTION_LATEST), most);
    for (struct deployment *at = dispatcher->versions; at; at = at->next)
        if (!strcmp(at->function->name, entry->name))
            set(at->pool, least_of(entry, at->function->version), most);
}

static const struct pool *pool_of(struct management *m,
                                  const struct catalog_entry *entry,
                                  const char *qualifier)
{
    const char *version = lookup_version(entry, qualifier);

    return version ? stored_function_pool(m->dispatcher, entry->name, version)
                   : NULL;
}

size_t bounds_ready(struct management *m, const struct catalog_entry *entry,
                    const char *qualifier)
{
    const struct pool *pool = pool_of(m, entry, qualifier);

    return pool ? pool_ready(pool) : 0;
}

bool bounds_failed(struct management *m, const struct catalog_entry *entry,
                   const char *qualifier)
{
    const struct pool *pool = pool_of(m, entry, qualifier);

    return pool &&
           (pool->start_failure.count > 0 || pool->function->config_error);
}
