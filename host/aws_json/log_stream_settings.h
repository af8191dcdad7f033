/* log_stream_settings.h - the operations CreateLogStream and DeleteLogStream of
 * CloudWatch Logs. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_STREAM_SETTINGS_H
#define DAYFLY_HOST_AWS_JSON_LOG_STREAM_SETTINGS_H

struct aws_members;
struct log_group;
struct service_context;

/* The member logStreamName. NULL: the response was sent. */
const char *log_stream_name(struct aws_members *m);
void log_stream_reply_unknown(struct aws_members *m);
void log_stream_create(struct service_context *service, struct aws_members *m);
void log_stream_delete(struct service_context *service, struct aws_members *m);

#endif
