/* sandbox.h - what a child is confined by, put up in it between its birth and
 * its program.
 *
 * Made once by wall_plan.h. As long as nothing is asked for there are none, and
 * that costs nothing. They are put up in the child itself, which still shares
 * our memory (spawn.h): by system calls alone. Executing our own image in
 * between would buy nothing and cost a whole start of it, with its libraries:
 * 8 to 16 ms where these calls need 0.1. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_SANDBOX_H
#define DAYFLY_BOOTSTRAP_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "bootstrap/sandbox/cgroup.h"
#include "bootstrap/sandbox/landlock.h"
#include "bootstrap/sandbox/namespaces.h"
#include "bootstrap/sandbox/seccomp_filter.h"

enum { SANDBOX_RLIMITS_MAX = 8 };

struct sandbox_rlimit {
    int resource; /* RLIMIT_… */
    rlim_t soft;
    rlim_t hard; /* not below `most` */
};

struct sandbox {
    const struct seccomp_filter *filter;           /* NULL: none */
    const struct landlock_config *landlock_config; /* of the rules; borrowed */
    int landlock_rules; /* of Landlock; -1: none. Borrowed */
    int namespaces;     /* CLONE_NEW…, which clone itself makes */
    const struct namespaces *namespace_fds; /* to enter; NULL: none. Borrowed */
    bool network;                           /* theirs, too */
    bool ipc;                               /* one of its own */
    const struct cgroup *group;             /* to be in; NULL: none. Borrowed */
    uid_t uid;                              /* and gid; 0: stays who we are */
    struct sandbox_rlimit limits[SANDBOX_RLIMITS_MAX];
    size_t limit_count;
};

#define SANDBOX                                                                \
    {                                                                          \
        .filter = NULL, .landlock_rules = -1                                   \
    }

/* In the child, before it loses its descriptors. Only system calls. NULL: they
 * are up; else the step that failed, with errno set. */
const char *sandbox_apply(const struct sandbox *sandbox);

#endif
