#include "host/functions/function_registry.h"

#include <string.h>
#include <strings.h>

enum { FUNCTIONS_MAX = 10000 };

bool function_registry_index(const struct function_registry *registry,
                             const char *name, size_t *at)
{
    size_t from = 0;
    size_t to = registry->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (strcmp(registry->functions[middle]->name, name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    *at = from;
    return from < registry->count &&
           !strcmp(registry->functions[from]->name, name);
}

struct function *
function_registry_find(const struct function_registry *registry,
                       const char *name)
{
    size_t at;

    return function_registry_index(registry, name, &at)
               ? registry->functions[at]
               : NULL;
}

bool function_registry_add(struct function_registry *registry,
                           struct function *fn, struct error *err)
{
    struct function **more;
    size_t at;

    if (registry->count == FUNCTIONS_MAX)
        return error_set(err, "more than %d functions", FUNCTIONS_MAX);
    more = mem_new(registry->count + 1, sizeof(struct function *));
    if (!more)
        return error_set(err, "out of memory");
    (void)function_registry_index(registry, fn->name, &at);
    for (size_t i = 0; i < registry->count; i++)
        more[i < at ? i : i + 1] = registry->functions[i];
    more[at] = fn;
    mem_free(registry->functions);
    registry->functions = more;
    registry->count++;
    registry->changes++;
    return true;
}

void function_registry_replace(struct function_registry *registry,
                               struct function *fn, struct function *by)
{
    size_t at;

    (void)function_registry_index(registry, fn->name, &at);
    registry->changes++;
    if (by) {
        registry->functions[at] = by;
        return;
    }
    registry->count--;
    for (size_t i = at; i < registry->count; i++)
        registry->functions[i] = registry->functions[i + 1];
}

const struct function *
function_registry_callable(const struct function_registry *registry)
{
    for (size_t i = 0; i < registry->count; i++)
        if (!registry->functions[i]->config_error ||
            registry->functions[i]->manifest.build)
            return registry->functions[i];
    return NULL;
}

struct function *
function_registry_find_by_host(const struct function_registry *registry,
                               const char *name)
{
    struct function *exact = function_registry_find(registry, name);
    struct function *found = NULL;

    for (size_t i = 0; !exact && i < registry->count; i++) {
        if (strcasecmp(registry->functions[i]->name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = registry->functions[i];
    }
    return exact ? exact : found;
}

void function_registry_clear(struct function_registry *registry)
{
    for (size_t i = 0; i < registry->count; i++)
        function_release(registry->functions[i]);
    for (size_t i = 0; i < registry->root_count; i++) {
        served_template_free(registry->roots[i].template);
        served_front_free(&registry->roots[i].front);
        mem_free(registry->roots[i].path);
    }
    mem_free(registry->functions);
    mem_free(registry->roots);
    problem_list_clear(&registry->problems);
    *registry = (struct function_registry){.functions = NULL};
}
