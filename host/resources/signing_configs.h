/* signing_configs.h - the code signing configurations of the account. dayfly
 * checks no signatures: what they say of code that is not signed holds for all
 * code. */
#ifndef DAYFLY_HOST_RESOURCES_SIGNING_CONFIGS_H
#define DAYFLY_HOST_RESOURCES_SIGNING_CONFIGS_H

struct http_request;
struct request_path;
struct service_context;

void signing_configs_create(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path);
void signing_configs_list(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path);
void signing_configs_get(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);
void signing_configs_update(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path);
/* Not while a function has it. */
void signing_configs_delete(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path);
/* The functions that have it. */
void signing_configs_functions(struct service_context *service,
                               struct http_request *req,
                               const struct request_path *path);

#endif
