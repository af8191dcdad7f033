/* event_rule.h - one alternative of a pattern (event_pattern.h): an object with
 * one key, such as {"prefix": "a"}. Pure. */
#ifndef DAYFLY_HOST_EVENT_SOURCES_EVENT_RULE_H
#define DAYFLY_HOST_EVENT_SOURCES_EVENT_RULE_H

#include <jansson.h>
#include <stdbool.h>

bool event_rule_is_valid(const json_t *rule);
/* `value` may be NULL: there is none. */
bool event_rule_matches(const json_t *rule, const json_t *value);
/* Numbers by their value. */
bool event_rule_is_same(const json_t *one, const json_t *other);

#endif
