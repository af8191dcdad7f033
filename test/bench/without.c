/* without.c - the bootstrap without its sweep and its tamper check, which no
 * setting switches off: what cost.py holds the whole one against. */
#include "bootstrap/os/descendants.h"
#include "bootstrap/os/self_check.h"

bool descendants_adopt(struct error *err)
{
    (void)err;
    return true;
}

bool descendants_kill(const pid_t *spared, size_t count,
                      struct process_usage *usage)
{
    (void)spared;
    (void)count;
    (void)usage;
    return true;
}

void descendants_kill_until(int64_t until_ms)
{
    (void)until_ms;
}

void self_state_save(struct self_state *self)
{
    (void)self;
}

void self_state_renew(struct self_state *self)
{
    (void)self;
}

bool self_state_check(struct self_state *self, struct error *err)
{
    (void)self;
    (void)err;
    return true;
}

void self_state_save_of(struct self_state *self, pid_t pid, const char *name)
{
    self->pid = pid;
    self->name = name;
}

bool self_state_check_start(const struct self_state *self, struct error *err)
{
    (void)self;
    (void)err;
    return true;
}
