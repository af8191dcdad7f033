/* hook_rows.h - in the store: the webhooks that the API has made, and whose
 * deploy is due. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_ROWS_H
#define DAYFLY_HOST_HOOKS_HOOK_ROWS_H

#include "host/hooks/hooks.h"

bool hook_rows_load(struct hooks *hooks, struct error *err) MUST_CHECK;
bool hook_rows_put(struct hooks *hooks, const struct hook *hook,
                   struct error *err) MUST_CHECK;
bool hook_rows_remove(struct hooks *hooks, const struct hook *hook,
                      struct error *err) MUST_CHECK;

/* Sets deploy_due of the webhooks that are there. */
bool hook_rows_load_due(struct hooks *hooks, struct error *err) MUST_CHECK;
bool hook_rows_put_due(struct hooks *hooks, const char *name,
                       struct error *err) MUST_CHECK;
bool hook_rows_remove_due(struct hooks *hooks, const char *name,
                          struct error *err) MUST_CHECK;

#endif
