/* function_signing.h - which code signing configuration a function has. */
#ifndef DAYFLY_HOST_RESOURCES_FUNCTION_SIGNING_H
#define DAYFLY_HOST_RESOURCES_FUNCTION_SIGNING_H

struct http_request;
struct request_path;
struct service_context;

void function_signing_get(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path);
void function_signing_put(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path);
void function_signing_delete(struct service_context *service,
                             struct http_request *req,
                             const struct request_path *path);

#endif
