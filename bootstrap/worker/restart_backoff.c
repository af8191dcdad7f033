#include "bootstrap/worker/restart_backoff.h"

enum {
    EXITS_MOST = 3,
    AGAIN_MS = 50, /* doubled with every fall */
    DOUBLED_MOST = 7,
};

int64_t fall_pause_ms(struct fall *f, enum fall_how how)
{
    int before = how == FALL_STEADY ? 0 : f->falls;

    f->falls = before < DOUBLED_MOST ? before + 1 : before;
    if (how != FALL_LEFT)
        f->exits = 0;
    else if (f->exits < EXITS_MOST)
        f->exits++;
    return before == 0 ? 0 : (int64_t)AGAIN_MS << (before - 1);
}

bool fall_is_hopeless(const struct fall *f)
{
    return f->exits >= EXITS_MOST;
}
