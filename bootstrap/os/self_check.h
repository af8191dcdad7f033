/* self_check.h - detects that another process of our user changed this one, or
 * a process of ours that lives on: limits, priority, CPUs, parent, compared
 * with those at an earlier time.
 *
 * A handler with our uid and without a sandbox can change all of them. That
 * cannot be prevented there, but it must not go unnoticed. */
#ifndef DAYFLY_BOOTSTRAP_OS_SELF_CHECK_H
#define DAYFLY_BOOTSTRAP_OS_SELF_CHECK_H

#include <sched.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "common/error.h"

enum { SELF_STATE_LIMITS = 8 };

struct self_state {
    pid_t pid;        /* 0: this process */
    const char *name; /* for messages */
    struct rlimit limits[SELF_STATE_LIMITS];
    int nice;   /* a lower one is no change: dayfly's host lets it go first */
    int policy; /* scheduling policy */
    int io_priority;
    cpu_set_t cpus;
    pid_t parent;       /* of this process only */
    struct error found; /* the first change, which fails every later check */
};

void self_state_save(struct self_state *self);
/* Of a child of ours. name: a literal. */
void self_state_save_of(struct self_state *self, pid_t pid, const char *name);
/* Of the same process, later. */
void self_state_renew(struct self_state *self);
/* False if something changed; err names it. A dozen system calls, about 15
 * microseconds. */
bool self_state_check(struct self_state *self, struct error *err) MUST_CHECK;
/* The same for a process that has started since. Interpreters raise their soft
 * limits. */
bool self_state_check_start(const struct self_state *self,
                            struct error *err) MUST_CHECK;

#endif
