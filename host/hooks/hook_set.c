#include "host/hooks/hook_set.h"

#include <string.h>

#include "common/buf.h"
#include "host/base/log_writer.h"
#include "host/dispatch/dispatcher.h"
#include "host/metrics/stats_book.h"

struct hook *hook_set_find(const struct hooks *hooks, const char *name)
{
    struct hook *hook = hooks->list;

    while (hook && strcmp(hook->name, name) != 0)
        hook = hook->next;
    return hook;
}

static struct hook_stats **stats_of(const struct hooks *hooks)
{
    return &hooks->dispatcher->context.stats->hooks;
}

bool hook_set_add(struct hooks *hooks, struct hook *hook, struct error *err)
{
    struct hook *before = hook_set_find(hooks, hook->name);

    if (!before && hooks->count >= HOOKS_MAX) {
        hook_free(hook);
        return error_set(err, "there are %d webhooks already", HOOKS_MAX);
    }
    hook->stats = hook_stats_take(stats_of(hooks), hook->name);
    if (!hook->stats) {
        hook_free(hook);
        return error_set(err, "out of memory");
    }
    if (before) {
        hook->deploy_due = before->deploy_due && hook->deploy;
        hook_set_drop(hooks, before);
    }
    hook->next = hooks->list;
    hooks->list = hook;
    hooks->count++;
    return true;
}

void hook_set_drop(struct hooks *hooks, struct hook *hook)
{
    struct hook **at = &hooks->list;

    while (*at && *at != hook)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = hook->next;
    hooks->count--;
    hook_free(hook);
}

void hook_set_forget(struct hooks *hooks, struct hook *hook)
{
    hook_stats_remove(stats_of(hooks), hook->name);
    hook_set_drop(hooks, hook);
}

void hook_set_tell(const struct hooks *hooks, const char *name,
                   const char *what)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "dayfly: webhook %s: %s", name, what))
        log_writer_line(hooks->log, NULL, line.data, line.size);
}
