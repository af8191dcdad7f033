#include "bootstrap/worker/event_retry.h"

#include <signal.h>

#include "bootstrap/worker/template_end.h"

/* A process that kills itself each time when it is loaded is to be reported. */
enum { RETRIES_MAX = 2 };

void event_retry_drop_spare(const struct worker_pair *pair, struct worker *w)
{
    log_printf(pair->log, LEVEL_WARN,
               "dayfly: the process that was started ahead of this event ended "
               "before the event arrived; starting another one");
    worker_stop(w);
}

static bool drop_killed(struct worker_pair *pair)
{
    pair->retries++;
    log_printf(pair->log, LEVEL_WARN,
               "dayfly: the process was killed before the handler was called; "
               "starting another one");
    worker_stop(pair->active);
    return true;
}

bool event_retry_is_due(struct worker_pair *pair)
{
    bool was_waiting = pair->was_waiting;
    bool made_for_it = !was_waiting && pair->active->process.copied;

    if (pair->retries < RETRIES_MAX && !was_waiting &&
        worker_was_killed_early(pair->active))
        return drop_killed(pair);
    if ((!was_waiting && !made_for_it) ||
        !worker_left_event_unread(pair->active))
        return false;
    pair->was_waiting = false;
    if (was_waiting) {
        event_retry_drop_spare(pair, pair->active);
        return true;
    }
    template_distrust(&pair->template);
    worker_stop(pair->active);
    return true;
}
