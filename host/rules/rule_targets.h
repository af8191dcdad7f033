/* rule_targets.h - PutTargets, RemoveTargets, ListTargetsByRule. */
#ifndef DAYFLY_HOST_RULES_RULE_TARGETS_H
#define DAYFLY_HOST_RULES_RULE_TARGETS_H

struct rule_call;

void rule_targets_put(const struct rule_call *call);
void rule_targets_remove(const struct rule_call *call);
void rule_targets_list(const struct rule_call *call);

#endif
