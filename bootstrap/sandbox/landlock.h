/* landlock.h - the kernel's rules about which files, ports and processes a
 * handler reaches. A rule set is made here; who enters it is confined by it,
 * with all its descendants, and nobody gets out. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_LANDLOCK_H
#define DAYFLY_BOOTSTRAP_SANDBOX_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

/* From these versions on the kernel has each. */
enum {
    LANDLOCK_FILES = 1,
    LANDLOCK_PORTS = 4,
    LANDLOCK_SCOPES = 6,
};

/* What may be done beneath a path. */
enum {
    ACCESS_READ = 1,
    ACCESS_WRITE = 2, /* make, change, rename and remove, too */
    ACCESS_RUN = 4,
};

struct landlock_config {
    int abi;              /* landlock_abi() */
    unsigned file_access; /* REACH_…: those only the paths added get */
    bool ports;           /* no TCP port but those added is connected to */
    bool listens;         /* none but those added is listened on */
    bool scopes;          /* no signal, no abstract socket of who is outside */
};

/* 0: the kernel has none. */
int landlock_abi(void);

/* The descriptor is the caller's. */
bool landlock_make(int *fd, const struct landlock_config *wants,
                   struct error *err) MUST_CHECK;
/* `path` is a descriptor of it. Reaches that are not wanted are free anyway. */
bool landlock_allow(int fd, const struct landlock_config *wants, int path,
                    unsigned reach, struct error *err) MUST_CHECK;
bool landlock_allow_port(int fd, const struct landlock_config *wants,
                         unsigned port, struct error *err) MUST_CHECK;
/* From here on this thread is confined, which must have given up new
 * privileges. Only a system call. */
bool landlock_restrict_self(int fd) MUST_CHECK;

#endif
