/* log_group_name.h - the log group of a function, as requests name it:
 * "/aws/lambda/NAME" or its ARN. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_GROUP_NAME_H
#define DAYFLY_HOST_AWS_JSON_LOG_GROUP_NAME_H

#include "host/aws_json/aws_json.h"

#define LOG_GROUP_PREFIX "/aws/lambda/"

struct log_group;
struct service_context;

enum { LOG_ARN_SIZE = 512 };

/* The group that the members logGroupName, logGroupIdentifier or resourceArn
 * name. NULL: the
 * response was sent. */
struct log_group *log_group_name_find(struct service_context *service,
                                      struct aws_members *m);
void log_group_name_arn(const struct service_context *service,
                        const struct log_group *group, char arn[LOG_ARN_SIZE]);

#endif
