/* event_invoke.h - PutFunctionEventInvokeConfig and the operations that update,
 * read and delete it: retries, greatest age and destinations of events that are
 * invoked with the type Event. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_EVENT_INVOKE_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_EVENT_INVOKE_H

struct http_request;
struct request_path;
struct service_context;

void event_invoke_put(struct service_context *service, struct http_request *req,
                      const struct request_path *path);
void event_invoke_update(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);
void event_invoke_get(struct service_context *service, struct http_request *req,
                      const struct request_path *path);
void event_invoke_list(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);
void event_invoke_delete(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);

#endif
