/* sandbox_features.h - what this kernel lets us put up around a child: tried, not read
 * off a version. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SANDBOX_FEATURES_H
#define DAYFLY_BOOTSTRAP_POLICY_SANDBOX_FEATURES_H

#include <stdbool.h>

#include "common/buf.h"
#include "bootstrap/sandbox/namespaces.h"

/* A user of its own has a number from here on, where nobody else has one. */
enum { TIERS_UID_LEAST = 0x70000000, TIERS_WHY_SIZE = 160 };

enum tier {
    TIER_SECCOMP,    /* calls against other processes are refused */
    TIER_SCOPES,     /* Landlock: no signal, no abstract socket to outside */
    TIER_FILES,      /* Landlock: only the paths granted */
    TIER_PORTS,      /* Landlock: only the TCP ports granted */
    TIER_UID,        /* a user of its own */
    TIER_NAMESPACES, /* processes, mounts and IPC of its own */
    TIER_IPC,        /* IPC of its own */
    TIER_NETWORK,    /* a network of its own, with nothing in it */
    TIER_SEALED,     /* a program that its own user cannot read */
    TIER_MEMORY,     /* a control group that counts memory */
    TIER_PROCESSES,  /* one that counts processes, or a user that has them */
    TIER_COUNT,
};

struct tiers {
    int landlock; /* its version; 0: none */
    bool has[TIER_COUNT];
    char why[TIER_COUNT][TIERS_WHY_SIZE]; /* not */
};

/* As the manifest's `required` names them. */
extern const char *const tier_names[TIER_COUNT];

/* Starts processes that try, about 0.1 ms each. Not TIER_MEMORY and
 * TIER_PROCESSES, which who limits them finds out by himself, nor TIER_SEALED,
 * which is the program's. */
void tiers_probe(struct tiers *t, const struct spaces *spaces);
/* Those two, after the others: makes a control group, and removes it. */
void tiers_probe_limits(struct tiers *t);
/* It cannot be had, and why. */
void tiers_miss(struct tiers *t, enum tier tier, const char *why);
/* What `bootstrap --probe` prints: a line for each. */
bool tiers_table(const struct tiers *t, struct buf *text) MUST_CHECK;

#endif
