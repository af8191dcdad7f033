/* sandbox_policy.h - the walls this function's processes get: from what it asks
 * for, and from what the kernel can do. Nothing is claimed that does not hold.
 */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SANDBOX_POLICY_H
#define DAYFLY_BOOTSTRAP_POLICY_SANDBOX_POLICY_H

#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/policy/path_access.h"
#include "bootstrap/policy/resource_limits.h"
#include "bootstrap/policy/sandbox_features.h"
#include "bootstrap/sandbox/landlock.h"
#include "bootstrap/sandbox/sandbox.h"
#include "common/log.h"

enum { SANDBOX_POLICY_PORTS_MAX = 64 };

struct sandbox_policy {
    bool wanted;                         /* else there are no walls */
    const struct namespaces *namespaces; /* borrowed */
    struct sandbox_features features;
    struct seccomp_filter filter;
    struct landlock_config landlock_config;
    struct path_access path_access;
    unsigned ports[SANDBOX_POLICY_PORTS_MAX];
    size_t port_count;
    struct sandbox sandbox;
    struct resource_limits resource_limits;
    char tier[128]; /* of what is in use, such as "seccomp, scopes"; "none" */
};

/* What must be known of the interpreter: to tell it its permissions, and to
 * tell in a capsule what it was. */
bool sandbox_policy_read_interpreter(struct handler *h,
                                     const struct settings *s,
                                     struct error *err) MUST_CHECK;
/* Makes the namespaces that all of the function's processes will enter, if it
 * wants any: while this process is dumpable still. */
void sandbox_policy_prepare(struct namespaces *namespaces,
                            const struct settings *s);
/* Into a struct of zeros, but for `spaces`, once, at birth. False: what is
 * asked for is not right, or cannot be had though it is required. To be closed
 * either way. What is asked for, not required, and cannot be had, is told in
 * the log. */
bool sandbox_policy_open(struct sandbox_policy *policy,
                         const struct settings *s, const struct handler *h,
                         struct log *log, struct error *err) MUST_CHECK;
/* For the next process at a place, of which there are RESOURCE_LIMITS_SLOTS,
 * and whose private folder is `scratch` ("": none). *walls NULL: it needs none;
 * else valid until the next call. */
bool sandbox_policy_for_process(struct sandbox_policy *policy, unsigned place,
                                const char *scratch,
                                const struct sandbox **sandbox,
                                struct error *err) MUST_CHECK;
void sandbox_policy_close(struct sandbox_policy *policy);

#endif
