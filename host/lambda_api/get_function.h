/* get_function.h - the operations ListFunctions, GetFunction and
 * GetFunctionConfiguration of the Lambda API. */
#ifndef DAYFLY_HOST_LAMBDA_API_GET_FUNCTION_H
#define DAYFLY_HOST_LAMBDA_API_GET_FUNCTION_H

struct http_request;
struct request_path;
struct service_context;

/* GET /2015-03-31/functions */
void get_function_list(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);
/* GET /2015-03-31/functions/NAME */
void get_function(struct service_context *service, struct http_request *req,
                  const struct request_path *path);
/* GET /2015-03-31/functions/NAME/configuration */
void get_function_configuration(struct service_context *service,
                                struct http_request *req,
                                const struct request_path *path);

#endif
