/* queue_policy.h - the policy of a queue, an attribute of it: statements that
 * AddPermission adds and RemovePermission removes. It is kept and shown; what
 * callers may do is said by their keys. Pure. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_POLICY_H
#define DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_POLICY_H

#include <jansson.h>
#include <stdbool.h>

/* Of AddPermission. */
bool queue_policy_is_label(const char *label);
bool queue_policy_is_account(const char *account);
/* What others than the owner of a queue may be allowed. */
bool queue_policy_is_action(const char *action);
/* What the attribute has, with a list as its `Statement`; "": a new one. The
 * reference is the caller's. NULL: it is no policy, or memory is short. */
json_t *queue_policy_read(const char *text, const char *arn);
bool queue_policy_has(const json_t *policy, const char *label);
/* `accounts` and `actions` are lists of texts, one at least. False: memory is
 * short. */
bool queue_policy_add(json_t *policy, const char *label, const json_t *accounts,
                      const json_t *actions, const char *arn);
void queue_policy_remove(json_t *policy, const char *label);
/* As the attribute has it; "" has no statement. NULL: memory is short. */
json_t *queue_policy_text(const json_t *policy);

#endif
