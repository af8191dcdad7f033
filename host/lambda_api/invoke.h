/* invoke.h - the operations Invoke and InvokeAsync of the Lambda API. */
#ifndef DAYFLY_HOST_LAMBDA_API_INVOKE_H
#define DAYFLY_HOST_LAMBDA_API_INVOKE_H

struct http_request;
struct request_path;
struct service_context;

/* POST /2015-03-31/functions/NAME/invocations */
void invoke_post(struct service_context *service, struct http_request *req,
                 const struct request_path *path);
/* POST /2014-11-13/functions/NAME/invoke-async */
void invoke_post_async(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);

#endif
