#include "bootstrap/confine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/base/fd.h"
#include "bootstrap/spawn.h"

static void name_tier(struct confine *c, enum tier tier)
{
    size_t size = strlen(c->tier);

    (void)snprintf(c->tier + size, sizeof c->tier - size, "%s%s",
                   size > 0 ? ", " : "", tier_names[tier]);
}

static bool make_filter(struct confine *c, struct fault *f)
{
    const struct seccomp_rules rules = {.keeper = getpid(),
                                        .keeper_group = getpgrp()};

    if (!c->tiers.has[TIER_SECCOMP])
        return true;
    if (!seccomp_make(&c->filter, &rules))
        return fault_set(f, "the filter of system calls is too long");
    c->walls.filter = &c->filter;
    name_tier(c, TIER_SECCOMP);
    return true;
}

static bool make_rules(struct confine *c, struct fault *f)
{
    c->wants = (struct landlock_wants){.abi = c->tiers.landlock,
                                       .scopes = c->tiers.has[TIER_SCOPES]};
    if (!c->wants.scopes)
        return true;
    name_tier(c, TIER_SCOPES);
    return landlock_make(&c->walls.rules, &c->wants, f);
}

bool confine_open(struct confine *c, const struct settings *s,
                  const struct handler *h, struct fault *f)
{
    (void)h;
    c->walls = (struct walls)WALLS;
    c->wanted = s->isolation == ISOLATION_STRICT;
    if (!c->wanted)
        return true;
    tiers_probe(&c->tiers);
    if (!make_filter(c, f) || !make_rules(c, f))
        return false;
    if (!*c->tier)
        (void)snprintf(c->tier, sizeof c->tier, "none");
    return spawn_rehearse(&c->walls, f);
}

const struct walls *confine_walls(struct confine *c)
{
    return c->wanted ? &c->walls : NULL;
}

void confine_close(struct confine *c)
{
    fd_close(&c->walls.rules);
}
