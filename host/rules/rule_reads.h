/* rule_reads.h - DescribeRule, ListRules, ListRuleNamesByTarget. */
#ifndef DAYFLY_HOST_RULES_RULE_READS_H
#define DAYFLY_HOST_RULES_RULE_READS_H

struct rule_call;

void rule_reads_describe(const struct rule_call *call);
void rule_reads_list(const struct rule_call *call);
void rule_reads_by_target(const struct rule_call *call);

#endif
