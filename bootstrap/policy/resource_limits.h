/* resource_limits.h - the limits of a function as the kernel holds them: a
 * control group for each place, and limits of the process. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_RESOURCE_LIMITS_H
#define DAYFLY_BOOTSTRAP_POLICY_RESOURCE_LIMITS_H

#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/sandbox/cgroup.h"
#include "bootstrap/sandbox/sandbox.h"

/* Processes that live at the same time: one at work, and one ahead. */
enum { RESOURCE_LIMITS_SLOTS = 2 };

struct resource_limits {
    struct cgroup groups[RESOURCE_LIMITS_SLOTS];
    bool enforced[LIMIT_COUNT]; /* memory, processes: for all of an event */
};

#define RESOURCE_LIMITS                                                        \
    {                                                                          \
        .groups = { CGROUP, CGROUP }                                           \
    }

bool resource_limits_any(const struct limits *l);
/* Into RATIONS, to be closed; what the process is to set itself goes to the
 * walls, whose user is known by now. */
void resource_limits_make(struct resource_limits *limits,
                          struct sandbox *sandbox, const struct settings *s,
                          const struct handler *h);
/* NULL: there is none. */
const struct cgroup *resource_limits_group(const struct resource_limits *limits,
                                           unsigned place);
void resource_limits_close(struct resource_limits *limits);

#endif
