/* cgroup.h - the control group (version 1 or 2) of one worker slot.
 *
 * It accounts for every process of the worker. When the group's memory is used
 * up, the kernel kills inside the group only. Needs the right to create groups.
 */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_CGROUP_H
#define DAYFLY_BOOTSTRAP_SANDBOX_CGROUP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/config/limits.h"

enum { CGROUP_HIERARCHIES_MAX = 2 };

struct cgroup_hierarchy {
    char path[PATH_MAX];
    int procs_fd; /* cgroup.procs: takes the pid of a process to move */
    int join_fd;  /* writing "0" joins */
};

struct cgroup {
    struct cgroup_hierarchy hierarchies[CGROUP_HIERARCHIES_MAX];
    size_t count;
    bool enforced[LIMIT_COUNT]; /* memory, processes: by this group */
    int64_t memory_kib;         /* the limit; 0: not enforced */
    int oom_kills; /* descriptor of the file with the counter; -1: none */
};

#define CGROUP                                                                 \
    {                                                                          \
        .count = 0, .oom_kills = -1                                            \
    }

/* Creates the group for the limits that are set; g is CGROUP before. A limit
 * that the kernel cannot enforce here stays false in `enforced`. `number`
 * distinguishes the groups of one bootstrap. */
void cgroup_make(struct cgroup *g, const struct limits *l, unsigned number);
/* Moves the calling process into the group; only system calls, so it is safe
 * between clone and exec. False with errno set. */
bool cgroup_join(const struct cgroup *g) __attribute__((warn_unused_result));
/* Moves the process into the group. False with errno set. */
bool cgroup_move(const struct cgroup *g, pid_t pid)
    __attribute__((warn_unused_result));
/* The number of out-of-memory kills in the group so far; 0 if g is NULL. */
int64_t cgroup_kills(const struct cgroup *g);
/* Removes the group, which must have no process left. Safe to call twice. */
void cgroup_remove(struct cgroup *g);

#endif
