/* sandbox.h - what confines a process: applied in the child between clone and
 * exec.
 *
 * policy/sandbox_policy decides what it holds. A function that asks for nothing
 * has no sandbox and pays nothing. The child still shares the bootstrap's
 * memory then (spawn.h), so only system calls are allowed: about 0.1 ms. A
 * helper program in between would cost its own start, 8 to 16 ms. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_SANDBOX_H
#define DAYFLY_BOOTSTRAP_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "bootstrap/sandbox/cgroup.h"
#include "bootstrap/sandbox/landlock.h"
#include "bootstrap/sandbox/mounts.h"
#include "bootstrap/sandbox/namespaces.h"
#include "bootstrap/sandbox/seccomp_filter.h"

enum { SANDBOX_RLIMITS_MAX = 8 };

struct sandbox_rlimit {
    int resource; /* RLIMIT_… */
    rlim_t soft;
    rlim_t hard; /* not below `soft` */
};

struct sandbox {
    const struct seccomp_filter *filter; /* NULL: none */
    const struct landlock_config
        *landlock_config; /* for landlock_rules; borrowed */
    int landlock_rules;   /* a rule set's descriptor; -1: none. Borrowed */
    int namespaces;       /* CLONE_NEW… flags for clone */
    const struct namespaces *namespace_fds; /* to enter; NULL: none. Borrowed */
    bool network;                           /* enter their network as well */
    bool ipc;                               /* an IPC namespace of its own */
    struct mounts mounts;
    const struct cgroup *group; /* to join; NULL: none. Borrowed */
    uid_t uid;                  /* and gid; 0: unchanged */
    struct sandbox_rlimit limits[SANDBOX_RLIMITS_MAX];
    size_t limit_count;
};

#define SANDBOX                                                                \
    {                                                                          \
        .filter = NULL, .landlock_rules = -1                                   \
    }

/* Call it in the child, before its descriptors are closed. Only system calls.
 * NULL on success; otherwise the step that failed, with errno set. */
const char *sandbox_apply(const struct sandbox *sandbox);

#endif
