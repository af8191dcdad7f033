/* rule_changes.h - PutRule, EnableRule, DisableRule, DeleteRule. */
#ifndef DAYFLY_HOST_RULES_RULE_CHANGES_H
#define DAYFLY_HOST_RULES_RULE_CHANGES_H

struct rule_call;

void rule_changes_put(const struct rule_call *call);
void rule_changes_enable(const struct rule_call *call);
void rule_changes_disable(const struct rule_call *call);
void rule_changes_delete(const struct rule_call *call);

#endif
