/* mapping_api.h - the operations of the Lambda API on event source mappings. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_API_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_API_H

struct http_request;
struct request_path;
struct service_context;

void mapping_api_create(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);
void mapping_api_list(struct service_context *service, struct http_request *req,
                      const struct request_path *path);
void mapping_api_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
void mapping_api_update(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);
void mapping_api_delete(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

#endif
