/* aws_targets.h - the services of AWS that answer at the path "/", besides the
 * Lambda API: SQS, also at the URLs of queues, and CloudWatch Logs for what
 * functions print and callers put. EventBridge is host/rules. */
#ifndef DAYFLY_HOST_AWS_JSON_AWS_TARGETS_H
#define DAYFLY_HOST_AWS_JSON_AWS_TARGETS_H

#include <stdbool.h>

struct http_request;
struct service_context;

/* A POST with the header X-Amz-Target, of "/", or a request that is for SQS. */
bool aws_targets_are_for(const struct http_request *req);
/* False: it is for none of them; nothing was sent. */
bool aws_targets_serve(struct service_context *service,
                       struct http_request *req);
#endif
