#include "bootstrap/worker/restart_backoff.h"

enum {
    EXITS_MAX = 3,
    AGAIN_MS = 50, /* doubled with every fall */
    DOUBLED_MAX = 7,
};

int64_t restart_backoff_delay_ms(struct restart_backoff *backoff,
                                 enum runtime_exit how)
{
    int before = how == BACKOFF_STEADY ? 0 : backoff->failures;

    backoff->failures = before < DOUBLED_MAX ? before + 1 : before;
    if (how != BACKOFF_EXITED)
        backoff->exits = 0;
    else if (backoff->exits < EXITS_MAX)
        backoff->exits++;
    return before == 0 ? 0 : (int64_t)AGAIN_MS << (before - 1);
}

bool restart_backoff_is_hopeless(const struct restart_backoff *backoff)
{
    return backoff->exits >= EXITS_MAX;
}
