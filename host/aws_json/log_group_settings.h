/* log_group_settings.h - the operations of CloudWatch Logs that make a log
 * group and set how long its lines are kept and its tags. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_GROUP_SETTINGS_H
#define DAYFLY_HOST_AWS_JSON_LOG_GROUP_SETTINGS_H

struct aws_members;
struct service_context;

/* CreateLogGroup: of functions, "/aws/lambda/NAME", alone. */
void log_group_create(struct service_context *service, struct aws_members *m);
/* PutRetentionPolicy, DeleteRetentionPolicy. */
void log_group_keep(struct service_context *service, struct aws_members *m);
void log_group_keep_on(struct service_context *service, struct aws_members *m);
/* TagResource, UntagResource, ListTagsForResource, and those of log groups
 * alone that were before them. */
void log_group_tag(struct service_context *service, struct aws_members *m);
void log_group_untag(struct service_context *service, struct aws_members *m);
void log_group_tags(struct service_context *service, struct aws_members *m);

#endif
