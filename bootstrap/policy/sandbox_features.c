#include "bootstrap/policy/sandbox_features.h"

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "common/fd.h"
#include "bootstrap/sandbox/cgroup.h"
#include "bootstrap/sandbox/landlock.h"
#include "bootstrap/sandbox/spawn.h"

const char *const tier_names[FEATURE_COUNT] = {
    [FEATURE_SECCOMP] = "seccomp",
    [FEATURE_SCOPES] = "scopes",
    [FEATURE_FILES] = "files",
    [FEATURE_PORTS] = "ports",
    [FEATURE_UID] = "uid",
    [FEATURE_NAMESPACES] = "namespaces",
    [FEATURE_IPC] = "ipc",
    [FEATURE_NETWORK] = "network",
    [FEATURE_SEALED] = "sealed",
    [FEATURE_MEMORY] = "memory",
    [FEATURE_PROCESSES] = "processes",
};

static const char *const meanings[FEATURE_COUNT] = {
    [FEATURE_SECCOMP] = "system calls against other processes are refused",
    [FEATURE_SCOPES] =
        "no signal and no abstract socket reaches who is outside",
    [FEATURE_FILES] = "only the paths granted are read, written or run",
    [FEATURE_PORTS] = "only the TCP ports granted are reached",
    [FEATURE_UID] = "a user of its own for every function",
    [FEATURE_NAMESPACES] = "processes, mounts and IPC of its own",
    [FEATURE_IPC] = "IPC of its own for every process",
    [FEATURE_NETWORK] =
        "a network with nothing in it, where net grants nothing",
    [FEATURE_SEALED] = "its own user cannot read the program, nor what it has",
    [FEATURE_MEMORY] = "limits.memory holds for all processes of an event",
    [FEATURE_PROCESSES] = "limits.processes holds",
};

void sandbox_features_missing(struct sandbox_features *t,
                              enum sandbox_feature tier, const char *why)
{
    t->has[tier] = false;
    (void)snprintf(t->why[tier], sizeof t->why[tier], "%.*s",
                   SANDBOX_FEATURES_WHY_SIZE - 1, why);
}

static void rehearse(struct sandbox_features *t, enum sandbox_feature tier,
                     const struct sandbox *w)
{
    struct error why = ERROR_NONE;

    t->has[tier] = spawn_try(w, &why);
    if (!t->has[tier])
        sandbox_features_missing(t, tier, why.text);
}

static void probe_seccomp(struct sandbox_features *t)
{
    struct seccomp_filter filter;
    struct sandbox w = SANDBOX;

    w.filter = &filter;
    if (seccomp_filter_make(
            &filter, &(struct seccomp_rules){.supervisor_pid = getpid()}))
        rehearse(t, FEATURE_SECCOMP, &w);
    else
        sandbox_features_missing(t, FEATURE_SECCOMP,
                                 "the calls of this machine are not known");
}

static void probe_landlock(struct sandbox_features *t)
{
    static const struct {
        enum sandbox_feature tier;
        int least;
        struct landlock_config wants;
    } rows[] = {
        {FEATURE_FILES, LANDLOCK_FILES, {.reach = ACCESS_READ}},
        {FEATURE_PORTS, LANDLOCK_PORTS, {.ports = true}},
        {FEATURE_SCOPES, LANDLOCK_SCOPES, {.scopes = true}},
    };

    t->landlock = landlock_abi();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct landlock_config wants = rows[i].wants;
        struct sandbox w = SANDBOX;
        struct error why = ERROR_NONE;
        wants.abi = t->landlock;
        if (t->landlock == 0)
            sandbox_features_missing(t, rows[i].tier,
                                     "this kernel has no Landlock");
        else if (t->landlock < rows[i].least)
            sandbox_features_missing(t, rows[i].tier,
                                     "this kernel's Landlock is too old");
        else if (!landlock_make(&w.rules, &wants, &why))
            sandbox_features_missing(t, rows[i].tier, why.text);
        else
            rehearse(t, rows[i].tier, &w);
        fd_close(&w.rules);
    }
}

static void probe_root(struct sandbox_features *t)
{
    struct sandbox user = SANDBOX;
    struct sandbox spaces = SANDBOX;

    user.uid = SANDBOX_FEATURES_UID_LEAST;
    spaces.namespaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
    if (geteuid() != 0)
        sandbox_features_missing(t, FEATURE_UID,
                                 "only root can give away a user");
    else
        rehearse(t, FEATURE_UID, &user);
    rehearse(t, FEATURE_NAMESPACES, &spaces);
}

static void probe_spaces(struct sandbox_features *t,
                         const struct namespaces *spaces)
{
    struct sandbox ipc = SANDBOX;
    struct sandbox network = SANDBOX;

    ipc.spaces = spaces;
    ipc.ipc = true;
    network.spaces = spaces;
    network.network = true;
    if (spaces->ready)
        rehearse(t, FEATURE_IPC, &ipc);
    else
        sandbox_features_missing(t, FEATURE_IPC, spaces->why.text);
    if (spaces->network >= 0)
        rehearse(t, FEATURE_NETWORK, &network);
    else
        sandbox_features_missing(t, FEATURE_NETWORK, spaces->why.text);
}

void sandbox_features_probe(struct sandbox_features *t,
                            const struct namespaces *spaces)
{
    *t = (struct sandbox_features){0};
    probe_seccomp(t);
    probe_landlock(t);
    probe_root(t);
    probe_spaces(t, spaces);
}

void sandbox_features_probe_limits(struct sandbox_features *t)
{
    static const char none[] = "no control group can be made";
    const struct limits some = {
        .of = {[LIMIT_MEMORY] = 1024, [LIMIT_PROCESSES] = 1024}};
    struct cgroup group = CGROUP;

    cgroup_make(&group, &some, 0);
    t->has[FEATURE_MEMORY] = group.holds[LIMIT_MEMORY];
    t->has[FEATURE_PROCESSES] =
        group.holds[LIMIT_PROCESSES] || t->has[FEATURE_UID];
    cgroup_remove(&group);
    if (!t->has[FEATURE_MEMORY])
        sandbox_features_missing(t, FEATURE_MEMORY, none);
    if (!t->has[FEATURE_PROCESSES])
        sandbox_features_missing(
            t, FEATURE_PROCESSES,
            "no control group can be made, and no user be given away");
}

bool sandbox_features_table(const struct sandbox_features *t, struct buf *text)
{
    bool ok = true;

    for (size_t i = 0; i < FEATURE_COUNT; i++)
        ok =
            ok && buf_printf(text, "%-11s %-4s %s%s%s\n", tier_names[i],
                             t->has[i] ? "yes" : "no", meanings[i],
                             t->has[i] ? "" : ": ", t->has[i] ? "" : t->why[i]);
    return ok;
}
