/* sandbox_policy.h - decides the sandbox of a function's processes from what
 * dayfly.json asks for and what the kernel can enforce. It claims nothing that
 * is not enforced. */
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
    bool wanted;                         /* false: no sandbox */
    const struct namespaces *namespaces; /* borrowed */
    struct sandbox_features features;
    struct seccomp_rules rules; /* for `filter` */
    struct seccomp_filter filter;
    struct seccomp_filter template_filter;
    struct landlock_config landlock_config;
    struct path_access path_access;
    struct buf writable; /* paths that stay writable: words with NULs */
    unsigned ports[SANDBOX_POLICY_PORTS_MAX];
    size_t port_count;
    struct sandbox sandbox;
    struct resource_limits resource_limits;
    char tier[128]; /* features in use, "seccomp, scopes"; "none" */
};

/* Asks the interpreter for its version where its permission flags or a capsule
 * need it. */
bool sandbox_policy_read_interpreter(struct handler *h,
                                     const struct settings *s,
                                     struct error *err) MUST_CHECK;
/* Creates the namespaces that all processes of the function will enter, if it
 * needs any. Call it while this process is still dumpable. */
void sandbox_policy_prepare(struct namespaces *namespaces,
                            const struct settings *s);
/* Fills a struct that is zero except `namespaces`, once, at startup; close it
 * in any case. False if a setting is invalid, or required and not available.
 * What is asked for, not required and not available is logged as a warning. */
bool sandbox_policy_open(struct sandbox_policy *policy,
                         const struct settings *s, const struct handler *h,
                         struct log *log, struct error *err) MUST_CHECK;
void sandbox_policy_close(struct sandbox_policy *policy);

#endif
