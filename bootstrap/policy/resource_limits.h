/* resource_limits.h - the limits of a function as the kernel holds them: a control
 * group for each place, and limits of the process. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_RESOURCE_LIMITS_H
#define DAYFLY_BOOTSTRAP_POLICY_RESOURCE_LIMITS_H

#include <stdbool.h>

#include "bootstrap/sandbox/cgroup.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/config/settings.h"
#include "bootstrap/sandbox/sandbox.h"

/* Processes that live at the same time: one at work, and one ahead. */
enum { RATIONS_PLACES = 2 };

struct rations {
    struct cgroup groups[RATIONS_PLACES];
    bool held[LIMIT_COUNT]; /* memory, processes: for all of an event */
};

#define RATIONS                                                                \
    {                                                                          \
        .groups = { CGROUP, CGROUP }                                           \
    }

bool rations_any(const struct limits *l);
/* Into RATIONS, to be closed; what the process is to set itself goes to the
 * walls, whose user is known by now. */
void rations_make(struct rations *r, struct walls *w, const struct settings *s,
                  const struct handler *h);
/* NULL: there is none. */
const struct cgroup *rations_group(const struct rations *r, unsigned place);
void rations_close(struct rations *r);

#endif
