/* self_check.h - what others of our user could do to this process, and nobody
 * may: its limits, priority, CPUs and parent, as they were at birth and as they
 * are.
 *
 * A handler that runs as our user and without walls can change all of them. It
 * cannot be kept from it there; it must not go unnoticed. */
#ifndef DAYFLY_BOOTSTRAP_OS_SELF_CHECK_H
#define DAYFLY_BOOTSTRAP_OS_SELF_CHECK_H

#include <sched.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "common/error.h"

enum { SELF_STATE_LIMITS = 8 };

struct self_state {
    struct rlimit limits[SELF_STATE_LIMITS];
    int nice;
    int policy; /* of the scheduler */
    cpu_set_t cpus;
    pid_t parent;
    struct error found; /* from then on no check is passed; "": nothing */
};

void self_state_save(struct self_state *self);
/* False: something is not as it was; f names it. A dozen system calls, about
 * 15 microseconds. */
bool self_state_check(struct self_state *self, struct error *err) MUST_CHECK;

#endif
