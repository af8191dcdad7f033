/* log_policy.h - the document of a resource policy of CloudWatch Logs: who may
 * put events. It is kept and shown; what callers may do is said by their keys.
 * Pure. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_POLICY_H
#define DAYFLY_HOST_LOGBOOK_LOG_POLICY_H

#include <stdbool.h>

#include "common/error.h"

/* A policy of IAM for a resource: statements with Effect, Principal, Action and
 * Resource. False: err says which statement lacks what. */
bool log_policy_check(const char *text, struct error *err) MUST_CHECK;

#endif
