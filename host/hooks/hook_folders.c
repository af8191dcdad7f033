#include "host/hooks/hook_folders.h"

#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/functions/function_registry.h"
#include "host/hooks/hook_set.h"

/* Two have the same name: the first one, by the function's name, answers; that
 * of the API before all. */
static void tell_taken(const struct hooks *hooks, const struct function *fn,
                       const struct hook *other)
{
    char what[300];

    (void)snprintf(what, sizeof what,
                   "that of %s does not answer, because %s has this name; "
                   "give it another \"name\"",
                   fn->name,
                   other->from_folder ? other->function.name
                                      : "one made by `dayfly hook create`");
    hook_set_tell(hooks, other->name, what);
}

static void take(struct hooks *hooks, const struct function *fn, json_t *item)
{
    const char *name = json_string_value(json_object_get(item, "name"));
    struct hook *before;
    struct error err = ERROR_NONE;

    name = name ? name : fn->name;
    before = hook_set_find(hooks, name);
    if (before && (!before->from_folder || before->found)) {
        tell_taken(hooks, fn, before);
        return;
    }
    if (before && !strcmp(before->function.name, fn->name) &&
        json_equal(before->document, item)) {
        before->found = true;
        return;
    }
    struct hook *hook = hook_new(name, fn->name, json_incref(item), true);
    if (!hook) {
        hook_set_tell(hooks, name, "out of memory");
        return;
    }
    hook->found = true;
    if (!hook_set_add(hooks, hook, &err))
        hook_set_tell(hooks, name, err.text);
}

/* Those of a function whose files have a mistake now stay. */
static void keep(struct hooks *hooks, const struct function *fn)
{
    for (struct hook *hook = hooks->list; hook; hook = hook->next)
        if (hook->from_folder && !strcmp(hook->function.name, fn->name))
            hook->found = true;
}

void hook_folders_search(struct hooks *hooks)
{
    const struct function_registry *registry = hooks->dispatcher->registry;
    struct hook *next;

    hooks->searched = registry->changes;
    for (struct hook *hook = hooks->list; hook; hook = hook->next)
        hook->found = false;
    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        const json_t *list = fn->manifest.hooks;
        /* Who may bring code by the API may not run a command as the host, nor
         * try secrets against its files. */
        if (fn->stored)
            continue;
        if (!list && fn->config_error)
            keep(hooks, fn);
        for (size_t j = 0; j < json_array_size(list); j++)
            take(hooks, fn, json_array_get(list, j));
    }
    for (struct hook *hook = hooks->list; hook; hook = next) {
        next = hook->next;
        if (hook->from_folder && !hook->found)
            hook_set_forget(hooks, hook);
    }
}
