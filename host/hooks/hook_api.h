/* hook_api.h - /_dayfly/hooks, for `dayfly hook`: the list of the webhooks, and
 * those that are not of a folder: made, given other secrets, removed. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_API_H
#define DAYFLY_HOST_HOOKS_HOOK_API_H

struct http_request;
struct request_path;
struct service_context;

void hook_api_list(struct service_context *service, struct http_request *req,
                   const struct request_path *path);
/* The last segment of the path is the webhook's name, here and below. */
void hook_api_create(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
/* Other secrets. */
void hook_api_change(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
void hook_api_remove(struct service_context *service, struct http_request *req,
                     const struct request_path *path);

#endif
