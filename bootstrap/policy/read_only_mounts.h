/* read_only_mounts.h - whether the processes of a function see all files but
 * those that they may write on read-only mounts. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_READ_ONLY_MOUNTS_H
#define DAYFLY_BOOTSTRAP_POLICY_READ_ONLY_MOUNTS_H

#include "bootstrap/policy/sandbox_policy.h"

/* With strict isolation and without a user of its own. Sets the sandbox's
 * mounts, once its uid and features are known. If this machine cannot, the log
 * says so. */
bool read_only_mounts_choose(struct sandbox_policy *policy,
                             const struct settings *s, const struct handler *h,
                             struct log *log, struct error *err) MUST_CHECK;

#endif
