/* log_put.h - the operation PutLogEvents of CloudWatch Logs. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_PUT_H
#define DAYFLY_HOST_AWS_JSON_LOG_PUT_H

struct aws_members;
struct service_context;

void log_put(struct service_context *service, struct aws_members *m);

#endif
