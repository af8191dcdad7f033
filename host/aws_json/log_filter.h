/* log_filter.h - the operation FilterLogEvents of CloudWatch Logs: the lines of
 * a function in a range of time, those that a pattern matches.
 *
 * A request reads a bounded part of the log, so that no call waits for it: a
 * page may be empty although the next one is not, as on AWS. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_FILTER_H
#define DAYFLY_HOST_AWS_JSON_LOG_FILTER_H

struct aws_members;
struct service_context;

void log_filter_events(struct service_context *service, struct aws_members *m);

#endif
