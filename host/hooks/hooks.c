#include "host/hooks/hooks.h"

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/dispatch/dispatcher_refresh.h"
#include "host/hooks/hook_deploy.h"
#include "host/hooks/hook_folders.h"
#include "host/hooks/hook_rows.h"
#include "host/hooks/hook_set.h"

enum { SEARCH_AGAIN_MS = 1000 };

struct hook *hooks_find(const struct hooks *hooks, const char *name)
{
    return hook_set_find(hooks, name);
}

static void search(struct hooks *hooks)
{
    if (hooks->searched == hooks->dispatcher->registry->changes)
        return;
    hook_folders_search(hooks);
    /* The command of a folder that was not there may be due. */
    hook_deploy_next(hooks);
}

struct hook *hooks_current(struct hooks *hooks, const char *name)
{
    struct hook *hook = hook_set_find(hooks, name);
    int64_t now_ms = clock_mono_ms();

    if (hook && hook->from_folder)
        (void)dispatcher_pool(hooks->dispatcher, hook->function.name);
    else if (!hook && now_ms - hooks->searched_ms >= (int64_t)SEARCH_AGAIN_MS) {
        hooks->searched_ms = now_ms;
        dispatcher_refresh_all(hooks->dispatcher);
    }
    search(hooks);
    return hook_set_find(hooks, name);
}

void hooks_refresh(struct hooks *hooks)
{
    dispatcher_refresh_all(hooks->dispatcher);
    search(hooks);
}

static int64_t search_again(void *self)
{
    struct hooks *hooks = self;

    if (!hooks->stopping)
        search(hooks);
    return -1;
}

bool hooks_open(struct hooks *hooks, const struct hooks *parts,
                struct error *err)
{
    *hooks = *parts;
    hook_deploy_open(hooks);
    if (!hook_rows_load(hooks, err))
        return false;
    hook_folders_search(hooks);
    if (!hook_rows_load_due(hooks, err))
        return false;
    hooks->hook = (struct loop_hook){.run = search_again, .self = hooks};
    event_loop_add_hook(hooks->loop, &hooks->hook);
    hook_deploy_next(hooks);
    return true;
}

void hooks_stop(struct hooks *hooks)
{
    if (!hooks->loop)
        return;
    hooks->stopping = true;
    hook_deploy_close(hooks);
}

void hooks_close(struct hooks *hooks)
{
    if (!hooks->loop)
        return;
    hooks_stop(hooks);
    while (hooks->list)
        hook_set_drop(hooks, hooks->list);
    hooks->loop = NULL;
}

bool hooks_put(struct hooks *hooks, struct hook *hook, struct error *err)
{
    if (hook_set_has_room(hooks, hook->name, err) &&
        hook_rows_put(hooks, hook, err))
        return hook_set_add(hooks, hook, err);
    hook_free(hook);
    return false;
}

bool hooks_remove(struct hooks *hooks, struct hook *hook, struct error *err)
{
    if (!hook_rows_remove(hooks, hook, err))
        return false;
    hook_set_forget(hooks, hook);
    return true;
}
