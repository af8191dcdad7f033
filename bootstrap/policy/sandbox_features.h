/* sandbox_features.h - what this kernel lets us put up around a child: tried,
 * not read off a version. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SANDBOX_FEATURES_H
#define DAYFLY_BOOTSTRAP_POLICY_SANDBOX_FEATURES_H

#include <stdbool.h>

#include "bootstrap/sandbox/namespaces.h"
#include "common/buf.h"

/* A user of its own has a number from here on, where nobody else has one. */
enum {
    SANDBOX_FEATURES_UID_LEAST = 0x70000000,
    SANDBOX_FEATURES_WHY_SIZE = 160
};

enum sandbox_feature {
    FEATURE_SECCOMP,    /* calls against other processes are refused */
    FEATURE_SCOPES,     /* Landlock: no signal, no abstract socket to outside */
    FEATURE_FILES,      /* Landlock: only the paths granted */
    FEATURE_PORTS,      /* Landlock: only the TCP ports granted */
    FEATURE_UID,        /* a user of its own */
    FEATURE_NAMESPACES, /* processes, mounts and IPC of its own */
    FEATURE_IPC,        /* IPC of its own */
    FEATURE_NETWORK,    /* a network of its own, with nothing in it */
    FEATURE_SEALED,     /* a program that its own user cannot read */
    FEATURE_MEMORY,     /* a control group that counts memory */
    FEATURE_PROCESSES,  /* one that counts processes, or a user that has them */
    FEATURE_COUNT,
};

struct sandbox_features {
    int landlock; /* its version; 0: none */
    bool has[FEATURE_COUNT];
    char missing_reason[FEATURE_COUNT][SANDBOX_FEATURES_WHY_SIZE]; /* not */
};

/* As the manifest's `required` names them. */
extern const char *const tier_names[FEATURE_COUNT];

/* Starts processes that try, about 0.1 ms each. Not FEATURE_MEMORY and
 * FEATURE_PROCESSES, which who limits them finds out by himself, nor
 * FEATURE_SEALED, which is the program's. */
void sandbox_features_probe(struct sandbox_features *features,
                            const struct namespaces *namespaces);
/* Those two, after the others: makes a control group, and removes it. */
void sandbox_features_probe_limits(struct sandbox_features *features);
/* It cannot be had, and why. */
void sandbox_features_missing(struct sandbox_features *features,
                              enum sandbox_feature tier, const char *why);
/* What `bootstrap --probe` prints: a line for each. */
bool sandbox_features_table(const struct sandbox_features *features,
                            struct buf *text) MUST_CHECK;

#endif
