/* get_url_config.h - the operations GetFunctionUrlConfig and
 * ListFunctionUrlConfigs of the Lambda API. */
#ifndef DAYFLY_HOST_LAMBDA_API_GET_URL_CONFIG_H
#define DAYFLY_HOST_LAMBDA_API_GET_URL_CONFIG_H

struct http_request;
struct request_path;
struct service_context;

/* GET /2021-10-31/functions/NAME/url */
void get_url_config(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
/* GET /2021-10-31/functions/NAME/urls */
void get_url_config_list(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);

#endif
