/* rule_tags.h - the tags of rules, by the ARN of a rule. */
#ifndef DAYFLY_HOST_RULES_RULE_TAGS_H
#define DAYFLY_HOST_RULES_RULE_TAGS_H

#include <jansson.h>
#include <stdbool.h>

struct rule_call;

/* The request's `Tags` are valid, or absent. False: the response was sent. */
bool rule_tags_check(const struct rule_call *call);
/* The request's `Tags` as an object by key. */
json_t *rule_tags_new(const struct rule_call *call);

void rule_tags_list(const struct rule_call *call);
void rule_tags_set(const struct rule_call *call);
void rule_tags_drop(const struct rule_call *call);

#endif
