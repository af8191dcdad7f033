/* log_policy_rows.h - the resource policies that CloudWatch Logs has for the
 * account, as the store keeps them: one document each, with its policyName. */
#ifndef DAYFLY_HOST_CATALOG_LOG_POLICY_ROWS_H
#define DAYFLY_HOST_CATALOG_LOG_POLICY_ROWS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct store;

/* A new list. NULL: err says why. */
json_t *log_policy_rows_all(struct store *store, struct error *err);
/* Adds it, or replaces that of its name. NULL: no memory. */
bool log_policy_rows_put(struct store *store, const json_t *policy,
                         struct error *err) MUST_CHECK;
bool log_policy_rows_remove(struct store *store, const char *name,
                            struct error *err) MUST_CHECK;

#endif
