#include "bootstrap/worker/restart_backoff.h"

#include "common/backoff.h"

enum { EXITS_MAX = 3 };

static const struct backoff delays = {
    .free_tries = 1, .first_ms = 50, .max_ms = 3200};

int64_t restart_backoff_delay_ms(struct restart_backoff *backoff,
                                 enum runtime_exit how)
{
    backoff->failures = how == BACKOFF_STEADY ? 1 : backoff->failures + 1;
    backoff->exits = how == BACKOFF_EXITED ? backoff->exits + 1 : 0;
    return backoff_delay_ms(&delays, backoff->failures);
}

bool restart_backoff_is_hopeless(const struct restart_backoff *backoff)
{
    return backoff->exits >= EXITS_MAX;
}
