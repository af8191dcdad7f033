/* sandbox_features.h - what this machine can enforce around a process, found by
 * trying it, not by reading a version. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SANDBOX_FEATURES_H
#define DAYFLY_BOOTSTRAP_POLICY_SANDBOX_FEATURES_H

#include <stdbool.h>

#include "bootstrap/sandbox/namespaces.h"
#include "common/buf.h"

/* The first uid of functions; no other user has one in this range. */
enum {
    SANDBOX_FEATURES_UID_LEAST = 0x70000000,
    SANDBOX_FEATURES_WHY_SIZE = 160
};

enum sandbox_feature {
    FEATURE_SECCOMP,    /* system calls against other processes fail */
    FEATURE_SCOPES,     /* Landlock: no signal, no abstract socket to outside */
    FEATURE_FILES,      /* Landlock: only the paths granted */
    FEATURE_PORTS,      /* Landlock: only the TCP ports granted */
    FEATURE_UID,        /* a uid of its own */
    FEATURE_NAMESPACES, /* processes, mounts and IPC of its own */
    FEATURE_IPC,        /* IPC of its own */
    FEATURE_MOUNTS,     /* read-only mounts of its own */
    FEATURE_NETWORK,    /* an empty network of its own */
    FEATURE_SEALED,     /* a program that its own user cannot read */
    FEATURE_MEMORY,     /* a control group that limits memory */
    FEATURE_PROCESSES,  /* a control group or a uid that limits processes */
    FEATURE_COUNT,
};

struct sandbox_features {
    int landlock; /* ABI version; 0: none */
    bool has[FEATURE_COUNT];
    char missing_reason[FEATURE_COUNT][SANDBOX_FEATURES_WHY_SIZE]; /* if not */
};

/* The words of `required` in dayfly.json. */
extern const char *const tier_names[FEATURE_COUNT];

/* Tries each in a child process, about 0.1 ms each. Leaves out FEATURE_MEMORY
 * and FEATURE_PROCESSES (sandbox_features_probe_limits) and FEATURE_SEALED,
 * which depends on the program. */
void sandbox_features_probe(struct sandbox_features *features,
                            const struct namespaces *namespaces);
/* Tries these two, after the others: creates a control group and removes it. */
void sandbox_features_probe_limits(struct sandbox_features *features);
/* Marks a feature as unavailable, with the reason. */
void sandbox_features_missing(struct sandbox_features *features,
                              enum sandbox_feature feature, const char *why);
/* The output of `bootstrap --probe`: one line per feature. */
bool sandbox_features_table(const struct sandbox_features *features,
                            struct buf *text) MUST_CHECK;

#endif
