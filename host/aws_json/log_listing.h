/* log_listing.h - the operations DescribeLogGroups, ListLogGroups,
 * DescribeSubscriptionFilters and DeleteLogGroup of CloudWatch Logs. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_LISTING_H
#define DAYFLY_HOST_AWS_JSON_LOG_LISTING_H

struct aws_members;
struct service_context;

void log_listing_groups(struct service_context *service, struct aws_members *m);
void log_listing_names(struct service_context *service, struct aws_members *m);
void log_listing_filters(struct service_context *service,
                         struct aws_members *m);
void log_listing_delete(struct service_context *service, struct aws_members *m);

#endif
