/* invoke_stream.h - the operation InvokeWithResponseStream of the Lambda API.
 */
#ifndef DAYFLY_HOST_LAMBDA_API_INVOKE_STREAM_H
#define DAYFLY_HOST_LAMBDA_API_INVOKE_STREAM_H

struct http_request;
struct request_path;
struct service_context;

/* POST /2021-11-15/functions/NAME/response-streaming-invocations */
void invoke_stream_post(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

#endif
