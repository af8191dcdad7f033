/* function_extras.h - settings of a function that dayfly has no use for: the
 * answers that are true here. */
#ifndef DAYFLY_HOST_RESOURCES_FUNCTION_EXTRAS_H
#define DAYFLY_HOST_RESOURCES_FUNCTION_EXTRAS_H

struct http_request;
struct request_path;
struct service_context;

/* Whether functions that call each other in a circle are stopped. dayfly stops
 * none; what is set is shown. */
void recursion_get(struct service_context *service, struct http_request *req,
                   const struct request_path *path);
void recursion_put(struct service_context *service, struct http_request *req,
                   const struct request_path *path);
/* Interpreters are those of the machine: "Auto". */
void runtime_management_get(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path);
void runtime_management_put(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path);
/* Of capacity providers, which there are not. */
void scaling_get(struct service_context *service, struct http_request *req,
                 const struct request_path *path);
void scaling_put(struct service_context *service, struct http_request *req,
                 const struct request_path *path);
void durable_list(struct service_context *service, struct http_request *req,
                  const struct request_path *path);

#endif
