/* cgroup.h - a control group for the processes of one place, version 1 or 2,
 * where we may make one: it counts all that runs in it, and the kernel kills
 * there, and nobody else, when the memory given is used up. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_CGROUP_H
#define DAYFLY_BOOTSTRAP_SANDBOX_CGROUP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap/config/limits.h"

enum { CGROUP_HIERARCHIES_MAX = 2 };

struct cgroup_hierarchy {
    char path[PATH_MAX];
    int procs_fd; /* to join it, by writing "0" */
};

struct cgroup {
    struct cgroup_hierarchy hierarchies[CGROUP_HIERARCHIES_MAX];
    size_t count;
    bool
        enforced[LIMIT_COUNT]; /* memory, processes: it is held by this group */
    int oom_kills;             /* the file that counts them; -1: none */
};

#define CGROUP                                                                 \
    {                                                                          \
        .count = 0, .oom_kills = -1                                            \
    }

/* Into a CGROUP, for what of the limits there is; what cannot be had is not in
 * `holds`. Groups of ours have different numbers. */
void cgroup_make(struct cgroup *g, const struct limits *l, unsigned number);
/* In a process that only makes system calls: it joins. False: errno. */
bool cgroup_join(const struct cgroup *g) __attribute__((warn_unused_result));
/* How often the kernel has killed in it for memory. NULL: never. */
int64_t cgroup_kills(const struct cgroup *g);
/* Nobody is in it any more. Safe twice. */
void cgroup_remove(struct cgroup *g);

#endif
