/* log_stream_events.h - the operation GetLogEvents of CloudWatch Logs: the
 * lines of one stream, forwards or backwards. A request reads a bounded part of
 * the log. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_STREAM_EVENTS_H
#define DAYFLY_HOST_AWS_JSON_LOG_STREAM_EVENTS_H

struct aws_members;
struct service_context;

void log_stream_events(struct service_context *service, struct aws_members *m);

#endif
