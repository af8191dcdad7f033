#include "host/dispatch/deployment.h"

#include "common/clock.h"
#include "host/base/log_writer.h"
#include "host/metrics/stats_book.h"
#include "host/runner/pool.h"
#include "host/runner/pool_end.h"

struct deployment *deployment_new(struct dispatcher *dispatcher,
                                  struct function *fn)
{
    struct deployment *dep = mem_new(1, sizeof *dep);

    if (!dep)
        return NULL;
    dep->function = fn;
    dep->made_us = clock_stamp_us();
    dep->pool = mem_new(1, sizeof *dep->pool);
    if (!dep->pool || !pool_open(dep->pool, fn, &dispatcher->context)) {
        deployment_free(dep);
        return NULL;
    }
    return dep;
}

void deployment_free(struct deployment *dep)
{
    if (!dep)
        return;
    if (dep->pool)
        pool_free(dep->pool);
    mem_free(dep->pool);
    mem_free(dep->copy.path);
    mem_free(dep->copy.why);
    mem_free(dep);
}

bool deployment_works(const struct deployment *dep)
{
    return dep->pool->started && pool_has_process(dep->pool) &&
           dep->pool->start_failure.count == 0 && !dep->function->config_error;
}

void deployment_free_retired(struct deployment *dep)
{
    struct function *fn = dep->function;

    deployment_free(dep);
    function_release(fn);
}

bool deployments_open(struct dispatcher *dispatcher)
{
    const struct function_registry *registry = dispatcher->registry;

    dispatcher->deployments =
        mem_new(registry->count + 1, sizeof(struct deployment *));
    if (!dispatcher->deployments)
        return false;
    for (size_t i = 0; i < registry->count; i++) {
        struct deployment *dep =
            deployment_new(dispatcher, registry->functions[i]);
        if (!dep)
            return false;
        dispatcher->deployments[dispatcher->deployment_count++] = dep;
    }
    return true;
}

struct deployment *deployments_find(const struct dispatcher *dispatcher,
                                    const char *name)
{
    size_t at;

    return function_registry_index(dispatcher->registry, name, &at)
               ? dispatcher->deployments[at]
               : NULL;
}

struct pool *deployments_current_pool(void *self, const struct pool *pool)
{
    const struct dispatcher *dispatcher = self;
    const struct deployment *dep =
        deployments_find(dispatcher, pool->function->name);

    return dep && !dep->function->stored && !dispatcher->closing ? dep->pool
                                                                 : NULL;
}

bool deployments_add(struct dispatcher *dispatcher, struct deployment *dep,
                     struct error *err)
{
    size_t count = dispatcher->deployment_count;
    struct deployment **more = mem_new(count + 1, sizeof(struct deployment *));
    size_t at;

    if (!more)
        return error_set(err, "out of memory");
    if (!function_registry_add(dispatcher->registry, dep->function, err)) {
        mem_free(more);
        return false;
    }
    (void)function_registry_index(dispatcher->registry, dep->function->name,
                                  &at);
    for (size_t i = 0; i < count; i++)
        more[i < at ? i : i + 1] = dispatcher->deployments[i];
    more[at] = dep;
    mem_free(dispatcher->deployments);
    dispatcher->deployments = more;
    dispatcher->deployment_count++;
    return true;
}

void deployments_replace(struct dispatcher *dispatcher, struct deployment *dep,
                         struct deployment *by)
{
    size_t at;

    (void)function_registry_index(dispatcher->registry, dep->function->name,
                                  &at);
    function_registry_replace(dispatcher->registry, dep->function,
                              by ? by->function : NULL);
    if (by) {
        dispatcher->deployments[at] = by;
        return;
    }
    dispatcher->deployment_count--;
    for (size_t i = at; i < dispatcher->deployment_count; i++)
        dispatcher->deployments[i] = dispatcher->deployments[i + 1];
}

void deployments_retire(struct dispatcher *dispatcher, struct deployment *dep,
                        struct deployment *by, bool only_code)
{
    if (!by && dispatcher->context.stats)
        stats_book_remove(dispatcher->context.stats, dep->function->name, NULL);
    deployments_replace(dispatcher, dep, by);
    if (by)
        by->copy.told = dep->copy.told;
    dep->next = dispatcher->retired;
    dispatcher->retired = dep;
    pool_retire(dep->pool, by ? by->pool : NULL, only_code);
}

void deployment_log(struct dispatcher *dispatcher, const struct function *fn,
                    const char *text)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "dayfly: %s", text))
        log_writer_line(dispatcher->context.log,
                        dispatcher->context.log_names ? fn->name : NULL,
                        line.data, line.size);
}
