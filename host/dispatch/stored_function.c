#include "host/dispatch/stored_function.h"

#include <string.h>

#include "host/dispatch/deployment.h"
#include "host/metrics/stats_book.h"
#include "host/runner/pool.h"

static void add_retired(struct dispatcher *dispatcher, struct deployment *dep)
{
    dep->next = dispatcher->retired;
    dispatcher->retired = dep;
}

bool stored_function_put_deployment(struct dispatcher *dispatcher,
                                    struct deployment *dep, struct error *err)
{
    struct deployment *old = deployments_find(dispatcher, dep->function->name);

    if (!old && !deployments_add(dispatcher, dep, err))
        return false;
    if (old) {
        deployments_replace(dispatcher, old, dep);
        add_retired(dispatcher, old);
        pool_retire(old->pool, dep->pool, false);
    }
    dispatcher->context.log_names = dispatcher->registry->count > 1;
    return true;
}

bool stored_function_put(struct dispatcher *dispatcher, struct function *fn,
                         struct error *err)
{
    struct deployment *dep = deployment_new(dispatcher, fn);

    if (!dep)
        return error_set(err, "out of memory");
    if (stored_function_put_deployment(dispatcher, dep, err))
        return true;
    deployment_free(dep);
    return false;
}

static bool is_version(const struct deployment *dep, const char *name,
                       const char *version)
{
    return !strcmp(dep->function->name, name) &&
           (!version || !strcmp(dep->function->version, version));
}

/* version NULL: all of them. */
static void remove_versions(struct dispatcher *dispatcher, const char *name,
                            const char *version)
{
    for (struct deployment **at = &dispatcher->versions; *at;) {
        struct deployment *dep = *at;
        if (!is_version(dep, name, version)) {
            at = &dep->next;
            continue;
        }
        *at = dep->next;
        add_retired(dispatcher, dep);
        pool_retire(dep->pool, NULL, false);
    }
}

void stored_function_remove(struct dispatcher *dispatcher, const char *name)
{
    struct deployment *dep = deployments_find(dispatcher, name);

    remove_versions(dispatcher, name, NULL);
    if (dispatcher->context.stats)
        stats_book_remove(dispatcher->context.stats, name, NULL);
    if (!dep)
        return;
    deployments_replace(dispatcher, dep, NULL);
    add_retired(dispatcher, dep);
    pool_retire(dep->pool, NULL, false);
}

void stored_function_remove_version(struct dispatcher *dispatcher,
                                    const char *name, const char *version)
{
    remove_versions(dispatcher, name, version);
}

static struct deployment *deploy(struct dispatcher *dispatcher,
                                 const char *name, const char *version)
{
    const struct version_source *source = &dispatcher->source;
    struct error err = ERROR_NONE;
    struct function *fn = source->read(source->self, name, version, &err);
    struct deployment *dep = fn ? deployment_new(dispatcher, fn) : NULL;

    if (dep) {
        dep->next = dispatcher->versions;
        dispatcher->versions = dep;
    } else {
        if (fn && *err.text)
            deployment_log(dispatcher, fn, err.text);
        function_release(fn);
    }
    return dep;
}

struct pool *stored_function_pool(struct dispatcher *dispatcher,
                                  const char *name, const char *version)
{
    struct deployment *dep = dispatcher->versions;

    while (dep && !is_version(dep, name, version))
        dep = dep->next;
    if (!dep && dispatcher->source.read)
        dep = deploy(dispatcher, name, version);
    return dep ? dep->pool : NULL;
}

static bool uses(const struct deployment *dep, const char *folder)
{
    const struct function *fn = dep->function;

    return !strcmp(fn->folder, folder) ||
           (fn->layers && strstr(fn->layers, folder));
}

static bool any_uses(const struct deployment *dep, const char *folder)
{
    for (; dep; dep = dep->next)
        if (uses(dep, folder))
            return true;
    return false;
}

bool stored_function_uses(const struct dispatcher *dispatcher,
                          const char *folder)
{
    for (size_t i = 0; i < dispatcher->deployment_count; i++)
        if (uses(dispatcher->deployments[i], folder))
            return true;
    return any_uses(dispatcher->versions, folder) ||
           any_uses(dispatcher->retired, folder);
}

void stored_function_check_versions(struct dispatcher *dispatcher)
{
    for (struct deployment **at = &dispatcher->versions; *at;) {
        struct deployment *dep = *at;
        pool_end_idle(dep->pool);
        pool_keep_least(dep->pool);
        if (dep->pool->least > 0 || !pool_is_empty(dep->pool) ||
            pool_is_connected(dep->pool)) {
            at = &dep->next;
            continue;
        }
        *at = dep->next;
        deployment_free_retired(dep);
    }
}

bool stored_function_is_pending(const struct dispatcher *dispatcher,
                                const char *name)
{
    const struct version_source *source = &dispatcher->source;

    return source->is_pending && source->is_pending(source->self, name);
}
