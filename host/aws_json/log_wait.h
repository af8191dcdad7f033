/* log_wait.h - a request that is served again a moment later: it needs more of
 * a log than the event loop should wait for. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_WAIT_H
#define DAYFLY_HOST_AWS_JSON_LOG_WAIT_H

struct aws_members;
struct service_context;

/* `serve` is called with the same members, unless the caller leaves. Out of
 * memory: the response is sent. */
void log_wait(struct service_context *service, const struct aws_members *m,
              void (*serve)(struct service_context *service,
                            struct aws_members *m));

#endif
