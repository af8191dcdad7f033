/* event_pattern.h - the patterns of EventBridge, by which an event source
 * mapping chooses messages. Pure. */
#ifndef DAYFLY_HOST_EVENT_SOURCES_EVENT_PATTERN_H
#define DAYFLY_HOST_EVENT_SOURCES_EVENT_PATTERN_H

#include <jansson.h>
#include <stdbool.h>

/* It is a pattern: an object of objects and of lists of alternatives, which are
 * values, or one of exists, prefix, suffix, equals-ignore-case, wildcard,
 * numeric, anything-but; and $or. */
bool event_pattern_is_valid(const json_t *pattern);
/* `value` may be NULL: there is none. */
bool event_pattern_matches(const json_t *pattern, const json_t *value);

#endif
