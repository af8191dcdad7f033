/* function_delete.h - DeleteFunction: the whole function, or one version. */
#ifndef DAYFLY_HOST_FUNCTION_API_FUNCTION_DELETE_H
#define DAYFLY_HOST_FUNCTION_API_FUNCTION_DELETE_H

struct http_request;
struct request_path;
struct service_context;

void function_delete(struct service_context *service, struct http_request *req,
                     const struct request_path *path);

#endif
