#include "bootstrap/policy/sandbox_features.h"

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "common/fd.h"
#include "bootstrap/sandbox/cgroup.h"
#include "bootstrap/sandbox/landlock.h"
#include "bootstrap/sandbox/spawn.h"

const char *const tier_names[TIER_COUNT] = {
    [TIER_SECCOMP] = "seccomp",
    [TIER_SCOPES] = "scopes",
    [TIER_FILES] = "files",
    [TIER_PORTS] = "ports",
    [TIER_UID] = "uid",
    [TIER_NAMESPACES] = "namespaces",
    [TIER_IPC] = "ipc",
    [TIER_NETWORK] = "network",
    [TIER_SEALED] = "sealed",
    [TIER_MEMORY] = "memory",
    [TIER_PROCESSES] = "processes",
};

static const char *const meanings[TIER_COUNT] = {
    [TIER_SECCOMP] = "system calls against other processes are refused",
    [TIER_SCOPES] = "no signal and no abstract socket reaches who is outside",
    [TIER_FILES] = "only the paths granted are read, written or run",
    [TIER_PORTS] = "only the TCP ports granted are reached",
    [TIER_UID] = "a user of its own for every function",
    [TIER_NAMESPACES] = "processes, mounts and IPC of its own",
    [TIER_IPC] = "IPC of its own for every process",
    [TIER_NETWORK] = "a network with nothing in it, where net grants nothing",
    [TIER_SEALED] = "its own user cannot read the program, nor what it has",
    [TIER_MEMORY] = "limits.memory holds for all processes of an event",
    [TIER_PROCESSES] = "limits.processes holds",
};

void tiers_miss(struct tiers *t, enum tier tier, const char *why)
{
    t->has[tier] = false;
    (void)snprintf(t->why[tier], sizeof t->why[tier], "%.*s",
                   TIERS_WHY_SIZE - 1, why);
}

static void rehearse(struct tiers *t, enum tier tier, const struct walls *w)
{
    struct fault why = FAULT_NONE;

    t->has[tier] = spawn_rehearse(w, &why);
    if (!t->has[tier])
        tiers_miss(t, tier, why.text);
}

static void probe_seccomp(struct tiers *t)
{
    struct seccomp filter;
    struct walls w = WALLS;

    w.filter = &filter;
    if (seccomp_make(&filter, &(struct seccomp_rules){.keeper = getpid()}))
        rehearse(t, TIER_SECCOMP, &w);
    else
        tiers_miss(t, TIER_SECCOMP, "the calls of this machine are not known");
}

static void probe_landlock(struct tiers *t)
{
    static const struct {
        enum tier tier;
        int least;
        struct landlock_wants wants;
    } rows[] = {
        {TIER_FILES, LANDLOCK_FILES, {.reach = REACH_READ}},
        {TIER_PORTS, LANDLOCK_PORTS, {.ports = true}},
        {TIER_SCOPES, LANDLOCK_SCOPES, {.scopes = true}},
    };

    t->landlock = landlock_abi();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct landlock_wants wants = rows[i].wants;
        struct walls w = WALLS;
        struct fault why = FAULT_NONE;
        wants.abi = t->landlock;
        if (t->landlock == 0)
            tiers_miss(t, rows[i].tier, "this kernel has no Landlock");
        else if (t->landlock < rows[i].least)
            tiers_miss(t, rows[i].tier, "this kernel's Landlock is too old");
        else if (!landlock_make(&w.rules, &wants, &why))
            tiers_miss(t, rows[i].tier, why.text);
        else
            rehearse(t, rows[i].tier, &w);
        fd_close(&w.rules);
    }
}

static void probe_root(struct tiers *t)
{
    struct walls user = WALLS;
    struct walls spaces = WALLS;

    user.uid = TIERS_UID_LEAST;
    spaces.namespaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
    if (geteuid() != 0)
        tiers_miss(t, TIER_UID, "only root can give away a user");
    else
        rehearse(t, TIER_UID, &user);
    rehearse(t, TIER_NAMESPACES, &spaces);
}

static void probe_spaces(struct tiers *t, const struct spaces *spaces)
{
    struct walls ipc = WALLS;
    struct walls network = WALLS;

    ipc.spaces = spaces;
    ipc.ipc = true;
    network.spaces = spaces;
    network.network = true;
    if (spaces->ready)
        rehearse(t, TIER_IPC, &ipc);
    else
        tiers_miss(t, TIER_IPC, spaces->why.text);
    if (spaces->network >= 0)
        rehearse(t, TIER_NETWORK, &network);
    else
        tiers_miss(t, TIER_NETWORK, spaces->why.text);
}

void tiers_probe(struct tiers *t, const struct spaces *spaces)
{
    *t = (struct tiers){0};
    probe_seccomp(t);
    probe_landlock(t);
    probe_root(t);
    probe_spaces(t, spaces);
}

void tiers_probe_limits(struct tiers *t)
{
    static const char none[] = "no control group can be made";
    const struct limits some = {
        .of = {[LIMIT_MEMORY] = 1024, [LIMIT_PROCESSES] = 1024}};
    struct cgroup group = CGROUP;

    cgroup_make(&group, &some, 0);
    t->has[TIER_MEMORY] = group.holds[LIMIT_MEMORY];
    t->has[TIER_PROCESSES] = group.holds[LIMIT_PROCESSES] || t->has[TIER_UID];
    cgroup_remove(&group);
    if (!t->has[TIER_MEMORY])
        tiers_miss(t, TIER_MEMORY, none);
    if (!t->has[TIER_PROCESSES])
        tiers_miss(t, TIER_PROCESSES,
                   "no control group can be made, and no user be given away");
}

bool tiers_table(const struct tiers *t, struct buf *text)
{
    bool ok = true;

    for (size_t i = 0; i < TIER_COUNT; i++)
        ok =
            ok && buf_printf(text, "%-11s %-4s %s%s%s\n", tier_names[i],
                             t->has[i] ? "yes" : "no", meanings[i],
                             t->has[i] ? "" : ": ", t->has[i] ? "" : t->why[i]);
    return ok;
}
