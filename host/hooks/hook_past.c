#include "host/hooks/hook_past.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/utf8.h"
#include "host/metrics/hook_stats.h"

json_t *hook_past_request(const struct hook_stats *stats)
{
    char time[CLOCK_TEXT_SIZE];

    if (!stats->last_ms)
        return json_null();
    clock_text(stats->last_ms, time);
    return json_pack("{s:s, s:s}", "time", time, "result",
                     hook_result_word(stats->last));
}

json_t *hook_past_deploy(const struct hook_stats *stats)
{
    AUTO(struct buf, buf_free) how = BUF(1024);
    char time[CLOCK_TEXT_SIZE];

    if (!stats->deployed_ms ||
        !utf8_sanitize(&how, stats->deployed_how, strlen(stats->deployed_how)))
        return json_null();
    clock_text(stats->deployed_ms, time);
    return json_pack("{s:s, s:s, s:s}", "time", time, "result",
                     stats->deployed_well ? "done" : "failed", "how", how.data);
}

void hook_past_note_deploy(struct hook_stats *stats, bool done, const char *how)
{
    if (done)
        stats->deploys_done++;
    else
        stats->deploys_failed++;
    stats->deployed_ms = clock_wall_ms();
    stats->deployed_well = done;
    (void)snprintf(stats->deployed_how, sizeof stats->deployed_how, "%s", how);
}
