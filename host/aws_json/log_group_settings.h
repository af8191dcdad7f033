/* log_group_settings.h - the operations of CloudWatch Logs that make a log
 * group and set how long its lines are kept and its tags; and how the settings
 * of a group are changed. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_GROUP_SETTINGS_H
#define DAYFLY_HOST_AWS_JSON_LOG_GROUP_SETTINGS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct aws_members;
struct log_group;
struct service_context;

/* A copy, to be changed: of the group's, or new ones. NULL: no memory. */
json_t *log_group_settings_copy(const struct log_group *group);
/* Takes the settings, stores them and answers {}; NULL: no memory. */
void log_group_settings_save(struct aws_members *m, struct log_group *group,
                             json_t *settings);

/* The resource policy of the group; NULL: it has none. */
json_t *log_group_settings_policy(const struct log_group *group);
/* Takes the reference; NULL: it has none from now on. */
bool log_group_settings_set_policy(struct log_group *group, json_t *policy,
                                   struct error *err) MUST_CHECK;

/* CreateLogGroup. */
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
