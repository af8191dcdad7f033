/* url_config.h - CreateFunctionUrlConfig and the operations that update, read
 * and delete it. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_URL_CONFIG_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_URL_CONFIG_H

#include <stdbool.h>

struct http_request;
struct request_path;
struct service_context;

void url_config_create(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);
void url_config_update(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);
void url_config_delete(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);
/* Both return false if the function is a folder; nothing was sent. */
bool url_config_get(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
bool url_config_list(struct service_context *service, struct http_request *req,
                     const struct request_path *path);

#endif
