#include "host/metrics/hook_stats.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"

const char *hook_result_word(enum hook_result result)
{
    static const char *const words[HOOK_RESULTS] = {
        [HOOK_RESULT_ACCEPTED] = "accepted",
        [HOOK_RESULT_REPEATED] = "repeated",
        [HOOK_RESULT_DEPLOY] = "deploy",
        [HOOK_RESULT_ANSWERED] = "answered",
        [HOOK_RESULT_REFUSED] = "refused",
        [HOOK_RESULT_FAILED] = "failed",
    };

    return words[result];
}

void hook_stats_count(struct hook_stats *stats, enum hook_result result,
                      int64_t now_ms)
{
    stats->results[result]++;
    stats->last = result;
    stats->last_ms = now_ms;
}

static struct hook_stats **find(struct hook_stats **list, const char *name)
{
    while (*list && strcmp((*list)->name, name) != 0)
        list = &(*list)->next;
    return list;
}

struct hook_stats *hook_stats_take(struct hook_stats **list, const char *name)
{
    struct hook_stats **at = find(list, name);

    if (*at || !(*at = mem_new(1, sizeof **at)))
        return *at;
    (void)snprintf((*at)->name, sizeof(*at)->name, "%s", name);
    return *at;
}

void hook_stats_remove(struct hook_stats **list, const char *name)
{
    struct hook_stats **at = find(list, name);
    struct hook_stats *gone = *at;

    if (gone)
        *at = gone->next;
    mem_free(gone);
}

void hook_stats_clear(struct hook_stats **list)
{
    while (*list)
        hook_stats_remove(list, (*list)->name);
}
