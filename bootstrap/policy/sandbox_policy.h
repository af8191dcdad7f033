/* sandbox_policy.h - the walls this function's processes get: from what it asks for,
 * and from what the kernel can do. Nothing is claimed that does not hold. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SANDBOX_POLICY_H
#define DAYFLY_BOOTSTRAP_POLICY_SANDBOX_POLICY_H

#include <stdbool.h>

#include "common/log.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/sandbox/landlock.h"
#include "bootstrap/policy/resource_limits.h"
#include "bootstrap/policy/path_access.h"
#include "bootstrap/config/settings.h"
#include "bootstrap/policy/sandbox_features.h"
#include "bootstrap/sandbox/sandbox.h"

enum { CONFINE_PORTS_MOST = 64 };

struct confine {
    bool wanted;                 /* else there are no walls */
    const struct spaces *spaces; /* borrowed */
    struct tiers tiers;
    struct seccomp filter;
    struct landlock_wants wants;
    struct reach reach;
    unsigned ports[CONFINE_PORTS_MOST];
    size_t port_count;
    struct walls walls;
    struct rations rations;
    char tier[128]; /* of what is in use, such as "seccomp, scopes"; "none" */
};

/* What must be known of the interpreter: to tell it its permissions, and to
 * tell in a capsule what it was. */
bool confine_know(struct handler *h, const struct settings *s,
                  struct fault *f) MUST_CHECK;
/* Makes the namespaces that all of the function's processes will enter, if it
 * wants any: while this process is dumpable still. */
void confine_prepare(struct spaces *spaces, const struct settings *s);
/* Into a struct of zeros, but for `spaces`, once, at birth. False: what is
 * asked for is not right, or cannot be had though it is required. To be closed
 * either way. What is asked for, not required, and cannot be had, is told in
 * the log. */
bool confine_open(struct confine *c, const struct settings *s,
                  const struct handler *h, struct log *log,
                  struct fault *f) MUST_CHECK;
/* For the next process at a place, of which there are RATIONS_PLACES, and whose
 * private folder is `scratch` ("": none). *walls NULL: it needs none; else
 * valid until the next call. */
bool confine_walls(struct confine *c, unsigned place, const char *scratch,
                   const struct walls **walls, struct fault *f) MUST_CHECK;
void confine_close(struct confine *c);

#endif
