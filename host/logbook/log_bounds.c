#include "host/logbook/log_bounds.h"

#include <stddef.h>

#include "common/clock.h"
#include "host/logbook/log_group.h"
#include "host/logbook/log_settings.h"

enum { MB = 1024 * 1024 };

static int64_t oldest_kept_ms(const struct log_limits *limits,
                              const struct log_group *group)
{
    unsigned days = log_settings_days(group->settings, limits->days);

    return clock_wall_ms() - (int64_t)days * 24 * 3600 * 1000;
}

/* The time of its newest line. */
static int64_t end_of(const struct log_group *group)
{
    return group->count > 1 ? group->segments[1].first_ms : group->last_ms;
}

void log_bounds_group(const struct log_limits *limits, struct log_group *group)
{
    int64_t oldest = oldest_kept_ms(limits, group);

    while (group->count > 0 && end_of(group) < oldest)
        log_group_drop(group);
    while (group->count > 1 && group->bytes > (uint64_t)limits->mb * MB)
        log_group_drop(group);
}

/* NULL: none has more than the segment that it writes. */
static struct log_group *oldest_group(struct log_group *groups)
{
    struct log_group *oldest = NULL;

    for (struct log_group *g = groups; g; g = g->next)
        if (g->count > 1 &&
            (!oldest || g->segments[0].first_ms < oldest->segments[0].first_ms))
            oldest = g;
    return oldest;
}

static uint64_t all_bytes(struct log_group *groups)
{
    uint64_t bytes = 0;

    for (const struct log_group *g = groups; g; g = g->next)
        bytes += g->bytes;
    return bytes;
}

void log_bounds_all(const struct log_limits *limits, struct log_group *groups)
{
    uint64_t most = (uint64_t)limits->mb * MB * LOGBOOK_TIMES;
    uint64_t bytes = all_bytes(groups);
    struct log_group *oldest;

    while (bytes > most && (oldest = oldest_group(groups))) {
        bytes -= oldest->segments[0].size;
        log_group_drop(oldest);
    }
}
