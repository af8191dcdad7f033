/* log_policies.h - the operations PutResourcePolicy, DescribeResourcePolicies
 * and DeleteResourcePolicy of CloudWatch Logs. The policies of the account are
 * in the store, that of a log group is with its settings. They are kept and
 * shown; what callers may do is said by their keys. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_POLICIES_H
#define DAYFLY_HOST_AWS_JSON_LOG_POLICIES_H

struct aws_members;
struct service_context;

void log_policies_put(struct service_context *service, struct aws_members *m);
void log_policies_list(struct service_context *service, struct aws_members *m);
void log_policies_delete(struct service_context *service,
                         struct aws_members *m);

#endif
