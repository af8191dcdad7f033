/* landlock.h - Landlock rule sets: which files, TCP ports and processes a
 * handler can reach. A process that enters a rule set cannot leave it; neither
 * can its descendants. See landlock(7). */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_LANDLOCK_H
#define DAYFLY_BOOTSTRAP_SANDBOX_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

/* The first version of the kernel's ABI that has each. */
enum {
    LANDLOCK_FILES = 1,
    LANDLOCK_PORTS = 4,
    LANDLOCK_SCOPES = 6,
};

/* Access to a path and everything beneath it. */
enum {
    ACCESS_READ = 1,
    ACCESS_WRITE = 2, /* includes create, rename and remove */
    ACCESS_RUN = 4,
};

struct landlock_config {
    int abi;              /* landlock_abi() */
    unsigned file_access; /* ACCESS_… that need a rule for the path */
    bool ports;           /* connect only to TCP ports with a rule */
    bool listens;         /* listen only on TCP ports with a rule */
    bool scopes; /* no signal to, no abstract socket of, outside processes */
};

/* The ABI version; 0 if the kernel has no Landlock. */
int landlock_abi(void);

/* Creates a rule set; the caller closes *fd. */
bool landlock_make(int *fd, const struct landlock_config *config,
                   struct error *err) MUST_CHECK;
/* Creates a rule set that separates processes: one that enters it can not trace
 * or read any process outside, and from LANDLOCK_SCOPES on not signal one. Each
 * process that enters it is on its own, with its descendants. */
bool landlock_make_separate(int *fd, int abi, struct error *err) MUST_CHECK;
/* Adds a rule for the path that the descriptor `path` names. Access that the
 * configuration does not restrict needs no rule. */
bool landlock_allow(int fd, const struct landlock_config *config, int path,
                    unsigned access, struct error *err) MUST_CHECK;
bool landlock_allow_port(int fd, const struct landlock_config *config,
                         unsigned port, struct error *err) MUST_CHECK;
/* Confines the calling thread, which must have set no_new_privs. One system
 * call. */
bool landlock_restrict_self(int fd) MUST_CHECK;

#endif
