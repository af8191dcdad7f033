/* without.c - the bootstrap without its sweep and its tamper check, which no
 * setting switches off: what cost.py holds the whole one against. */
#include "bootstrap/os/descendants.h"
#include "bootstrap/os/self_check.h"

bool sweep_adopt(struct fault *f)
{
    (void)f;
    return true;
}

bool sweep(const pid_t *spared, size_t count, struct toll *toll)
{
    (void)spared;
    (void)count;
    (void)toll;
    return true;
}

void sweep_out(int64_t until_ms)
{
    (void)until_ms;
}

void tamper_remember(struct tamper *t)
{
    (void)t;
}

bool tamper_check(struct tamper *t, struct fault *f)
{
    (void)t;
    (void)f;
    return true;
}
