/* runtime_group.h - the control groups of one runtime process and all that it
 * starts: its share of the CPU, its memory, and how many processes it may be.
 *
 * Under contention a process gets CPU in proportion to its memory, as on AWS:
 * in version 1 of control groups by nice values, in version 2 by weights; on an
 * idle machine it gets what is there, which AWS does not give: a cap would only
 * make functions slow. All functions together get as much as other programs of
 * the machine. Where no group can be made (the files are read-only, as in most
 * containers) nothing is limited. */
#ifndef DAYFLY_HOST_GROUPS_RUNTIME_GROUP_H
#define DAYFLY_HOST_GROUPS_RUNTIME_GROUP_H

#include <sys/types.h>

#include "common/compiler.h"

enum {
    RUNTIME_GROUP_CPU_MB = 1769,   /* have one CPU on AWS */
    RUNTIME_GROUP_PROCESSES = 1024 /* with threads, as on AWS */
};

struct runtime_group {
    long memory_mb; /* of which its share of the CPU follows */
    long limit_mb;  /* what its processes may use; 0: not limited here */
    long processes; /* with their threads; 0: it has no groups, it only leaves
                       the host's (host_group.h) */
};

/* Moves the calling process into groups of its own, in which that user may make
 * others; 0: its own. Groups of processes that have ended are removed. */
void runtime_group_enter(uid_t user, const struct runtime_group *limits);
/* The process that entered has ended: what is left of its groups is killed
 * (version 2, from Linux 5.14 on), and the groups go; at the latest when
 * another process enters. */
void runtime_group_leave(pid_t pid);
/* Removes the groups of all processes that have ended, and the one around them
 * if it is empty then. */
void runtime_group_clear(void);
/* The weight of a group with so much memory, where one CPU has `one`; at least
 * `least`, at most `most`. */
long runtime_group_weight(long memory_mb, long one, long least, long most);

/* The nice value with which a process has that share: 1.25 times less for each
 * step; 0 from one CPU on. */
int runtime_group_nice(long memory_mb);

#endif
