#include "bootstrap/policy/sandbox_features.h"

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "bootstrap/sandbox/cgroup.h"
#include "bootstrap/sandbox/landlock.h"
#include "bootstrap/sandbox/spawn.h"
#include "common/fd.h"

const char *const tier_names[FEATURE_COUNT] = {
    [FEATURE_SECCOMP] = "seccomp", [FEATURE_SCOPES] = "scopes",
    [FEATURE_FILES] = "files",     [FEATURE_PORTS] = "ports",
    [FEATURE_UID] = "uid",         [FEATURE_NAMESPACES] = "namespaces",
    [FEATURE_IPC] = "ipc",         [FEATURE_MOUNTS] = "mounts",
    [FEATURE_NETWORK] = "network", [FEATURE_SEALED] = "sealed",
    [FEATURE_MEMORY] = "memory",   [FEATURE_PROCESSES] = "processes",
};

static const char *const meanings[FEATURE_COUNT] = {
    [FEATURE_SECCOMP] = "system calls against other processes are refused",
    [FEATURE_SCOPES] =
        "no signal and no abstract socket reaches other processes",
    [FEATURE_FILES] = "only the paths granted are read, written or run",
    [FEATURE_PORTS] = "only the TCP ports granted are reached",
    [FEATURE_UID] = "a uid of its own for every function",
    [FEATURE_NAMESPACES] = "processes, mounts and IPC of its own",
    [FEATURE_IPC] = "IPC of its own for every process",
    [FEATURE_MOUNTS] = "modes and times of files that are not granted stay",
    [FEATURE_NETWORK] = "an empty network, where net grants nothing",
    [FEATURE_SEALED] = "its own user cannot read the program and its processes",
    [FEATURE_MEMORY] =
        "limits.memory is enforced for all processes of an event",
    [FEATURE_PROCESSES] = "limits.processes is enforced",
};

void sandbox_features_missing(struct sandbox_features *features,
                              enum sandbox_feature feature, const char *why)
{
    features->has[feature] = false;
    (void)snprintf(features->missing_reason[feature],
                   sizeof features->missing_reason[feature], "%.*s",
                   SANDBOX_FEATURES_WHY_SIZE - 1, why);
}

static void try_sandbox(struct sandbox_features *features,
                        enum sandbox_feature feature,
                        const struct sandbox *sandbox)
{
    struct error err = ERROR_NONE;

    features->has[feature] = spawn_try(sandbox, &err);
    if (!features->has[feature])
        sandbox_features_missing(features, feature, err.text);
}

static void probe_seccomp(struct sandbox_features *features)
{
    struct seccomp_filter filter;
    struct sandbox sandbox = SANDBOX;

    sandbox.filter = &filter;
    if (seccomp_filter_make(
            &filter, &(struct seccomp_rules){.supervisor_pid = getpid()}))
        try_sandbox(features, FEATURE_SECCOMP, &sandbox);
    else
        sandbox_features_missing(
            features, FEATURE_SECCOMP,
            "the system calls of this machine are not known");
}

static void probe_landlock(struct sandbox_features *features)
{
    static const struct {
        enum sandbox_feature feature;
        int min_abi;
        struct landlock_config config;
    } rows[] = {
        {FEATURE_FILES, LANDLOCK_FILES, {.file_access = ACCESS_READ}},
        {FEATURE_PORTS, LANDLOCK_PORTS, {.ports = true}},
        {FEATURE_SCOPES, LANDLOCK_SCOPES, {.scopes = true}},
    };

    features->landlock = landlock_abi();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct landlock_config config = rows[i].config;
        struct sandbox sandbox = SANDBOX;
        struct error err = ERROR_NONE;
        config.abi = features->landlock;
        if (features->landlock == 0)
            sandbox_features_missing(features, rows[i].feature,
                                     "this kernel has no Landlock");
        else if (features->landlock < rows[i].min_abi)
            sandbox_features_missing(features, rows[i].feature,
                                     "this kernel's Landlock is too old");
        else if (!landlock_make(&sandbox.landlock_rules, &config, &err))
            sandbox_features_missing(features, rows[i].feature, err.text);
        else
            try_sandbox(features, rows[i].feature, &sandbox);
        fd_close(&sandbox.landlock_rules);
    }
}

static void probe_root(struct sandbox_features *features)
{
    struct sandbox user = SANDBOX;
    struct sandbox namespaces_only = SANDBOX;

    user.uid = SANDBOX_FEATURES_UID_LEAST;
    namespaces_only.namespaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
    if (geteuid() != 0)
        sandbox_features_missing(features, FEATURE_UID,
                                 "only root can change the uid");
    else
        try_sandbox(features, FEATURE_UID, &user);
    try_sandbox(features, FEATURE_NAMESPACES, &namespaces_only);
}

static void probe_namespace_fds(struct sandbox_features *features,
                                const struct namespaces *namespaces)
{
    struct sandbox ipc = SANDBOX;
    struct sandbox network = SANDBOX;
    struct sandbox mounts = SANDBOX;

    ipc.namespace_fds = namespaces;
    ipc.ipc = true;
    network.namespace_fds = namespaces;
    network.network = true;
    mounts.namespace_fds = namespaces;
    mounts.mounts.sealed = true;
    if (namespaces->ready) {
        try_sandbox(features, FEATURE_IPC, &ipc);
        try_sandbox(features, FEATURE_MOUNTS, &mounts);
    } else {
        sandbox_features_missing(features, FEATURE_IPC, namespaces->error.text);
        sandbox_features_missing(features, FEATURE_MOUNTS,
                                 namespaces->error.text);
    }
    if (namespaces->network >= 0)
        try_sandbox(features, FEATURE_NETWORK, &network);
    else
        sandbox_features_missing(features, FEATURE_NETWORK,
                                 namespaces->error.text);
}

void sandbox_features_probe(struct sandbox_features *features,
                            const struct namespaces *namespaces)
{
    *features = (struct sandbox_features){0};
    probe_seccomp(features);
    probe_landlock(features);
    probe_root(features);
    probe_namespace_fds(features, namespaces);
}

void sandbox_features_probe_limits(struct sandbox_features *features)
{
    static const char none[] = "no control group can be created";
    const struct limits some = {
        .value = {[LIMIT_MEMORY] = 1024, [LIMIT_PROCESSES] = 1024}};
    struct cgroup group = CGROUP;

    cgroup_make(&group, &some, 0);
    features->has[FEATURE_MEMORY] = group.enforced[LIMIT_MEMORY];
    features->has[FEATURE_PROCESSES] =
        group.enforced[LIMIT_PROCESSES] || features->has[FEATURE_UID];
    cgroup_remove(&group);
    if (!features->has[FEATURE_MEMORY])
        sandbox_features_missing(features, FEATURE_MEMORY, none);
    if (!features->has[FEATURE_PROCESSES])
        sandbox_features_missing(
            features, FEATURE_PROCESSES,
            "no control group can be created, and the uid cannot be changed");
}

bool sandbox_features_table(const struct sandbox_features *features,
                            struct buf *text)
{
    bool ok = true;

    for (size_t i = 0; i < FEATURE_COUNT; i++)
        ok = ok &&
             buf_printf(text, "%-11s %-4s %s%s%s\n", tier_names[i],
                        features->has[i] ? "yes" : "no", meanings[i],
                        features->has[i] ? "" : ": ",
                        features->has[i] ? "" : features->missing_reason[i]);
    return ok;
}
