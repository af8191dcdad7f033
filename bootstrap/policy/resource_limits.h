/* resource_limits.h - enforces `limits` by the kernel: a control group for each
 * worker slot, and rlimits of the process. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_RESOURCE_LIMITS_H
#define DAYFLY_BOOTSTRAP_POLICY_RESOURCE_LIMITS_H

#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/sandbox/cgroup.h"
#include "bootstrap/sandbox/sandbox.h"
#include "common/log.h"

/* The active worker, the spare and the template, which can exist at the same
 * time. */
enum { RESOURCE_LIMITS_SLOTS = 3 };

struct resource_limits {
    struct cgroup groups[RESOURCE_LIMITS_SLOTS];
    bool enforced[LIMIT_COUNT]; /* memory, processes: for all processes of an
                                   event */
};

#define RESOURCE_LIMITS                                                        \
    {                                                                          \
        .groups = { CGROUP, CGROUP, CGROUP }                                   \
    }

bool resource_limits_any(const struct limits *l);
/* Creates the control groups; limits is RESOURCE_LIMITS before, close it after.
 * Adds the rlimits to the sandbox, whose uid must be set already. */
void resource_limits_make(struct resource_limits *limits,
                          struct sandbox *sandbox, const struct settings *s,
                          const struct handler *h);
/* False if a limit is too low for the interpreter, or is required and cannot be
 * enforced. One that is not required and cannot be enforced is logged as a
 * warning. */
bool resource_limits_check(const struct resource_limits *limits,
                           const struct settings *s, const struct handler *h,
                           struct log *log, struct error *err) MUST_CHECK;
/* NULL if there is none. */
const struct cgroup *resource_limits_group(const struct resource_limits *limits,
                                           unsigned place);
void resource_limits_close(struct resource_limits *limits);

#endif
