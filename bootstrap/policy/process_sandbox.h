/* process_sandbox.h - the sandbox of one process, by the policy of its
 * function.
 */
#ifndef DAYFLY_BOOTSTRAP_POLICY_PROCESS_SANDBOX_H
#define DAYFLY_BOOTSTRAP_POLICY_PROCESS_SANDBOX_H

#include "bootstrap/policy/sandbox_policy.h"

/* The sandbox of the next process in a worker slot (0 to RESOURCE_LIMITS_SLOTS
 * - 1) with the private folder `scratch` ("": none). *sandbox is NULL if it
 * needs none; otherwise valid until the next call. */
bool process_sandbox_make(struct sandbox_policy *policy, unsigned place,
                          const char *scratch, const struct sandbox **sandbox,
                          struct error *err) MUST_CHECK;
/* Can processes of this sandbox be copied? Not if each has namespaces of its
 * own. */
bool process_sandbox_allows_copies(const struct sandbox_policy *policy);
/* The sandbox of a template. Its copies inherit it, so it may use all private
 * folders, which are in `root`, and make brothers. */
bool process_sandbox_make_template(struct sandbox_policy *policy,
                                   unsigned place, const char *root,
                                   const char *scratch,
                                   const struct sandbox **sandbox,
                                   struct error *err) MUST_CHECK;
/* What the copies of this template add to the sandbox that they inherit: they
 * may reach neither the template nor each other. filter: count 0 if there is
 * none. *rules: -1 before; a rule set that the caller closes, and may keep for
 * the next template; -1 if there is none. */
bool process_sandbox_make_copies(const struct sandbox_policy *policy,
                                 pid_t template_pid,
                                 struct seccomp_filter *filter, int *rules,
                                 struct error *err) MUST_CHECK;
/* A copy is about to be given its event, and has this private folder. */
bool process_sandbox_give_folder(const struct sandbox_policy *policy,
                                 const char *scratch,
                                 struct error *err) MUST_CHECK;
/* Can a handler put files beside its private folder? */
bool process_sandbox_opens_root(const struct sandbox_policy *policy);
/* The control group of a worker slot; NULL: none. */
const struct cgroup *process_sandbox_group(const struct sandbox_policy *policy,
                                           unsigned place);

#endif
