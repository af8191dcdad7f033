/* log_group_search.h - what ListLogGroups searches for: names by patterns, and
 * values of tags, as AWS's API reference has them. Pure. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_GROUP_SEARCH_H
#define DAYFLY_HOST_LOGBOOK_LOG_GROUP_SEARCH_H

#include <stdbool.h>

/* "^/aws/lambda|discovery": 1 to 5 parts of 3 to 24 letters. */
bool log_group_search_is_pattern(const char *pattern);
/* A part with "^" is where the name begins, another one anywhere in it. */
bool log_group_search_matches(const char *pattern, const char *name);
/* "prod"; "prod*", "*prod*": with a star, letters of both cases are the same;
 * "!prod": another one. */
bool log_group_search_is_value(const char *pattern, const char *value);

#endif
