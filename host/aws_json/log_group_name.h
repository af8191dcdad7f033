/* log_group_name.h - a log group, as requests name it: by its name or its ARN.
 */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_GROUP_NAME_H
#define DAYFLY_HOST_AWS_JSON_LOG_GROUP_NAME_H

#include "host/aws_json/aws_json.h"

struct log_group;
struct service_context;

enum { LOG_ARN_SIZE = 512 };

/* The group that the members logGroupName, logGroupIdentifier or resourceArn
 * name. NULL: the
 * response was sent. */
struct log_group *log_group_name_find(struct service_context *service,
                                      struct aws_members *m);
/* Events that callers have put may say a time that is so long after or before
 * that at which they came; those of functions say that one. */
enum { LOG_EVENT_EARLY_MS = 2 * 3600 * 1000, LOG_EVENT_LATE_DAYS = 14 };
/* A range of lines, by when they came, which has all that say a time from
 * start_ms to end_ms. */
void log_group_name_range(const struct log_group *group, int64_t *start_ms,
                          int64_t *end_ms);
void log_group_name_arn(const struct service_context *service,
                        const struct log_group *group, char arn[LOG_ARN_SIZE]);

#endif
