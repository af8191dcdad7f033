/* layer_policy.h - AddLayerVersionPermission, GetLayerVersionPolicy and
 * RemoveLayerVersionPermission: stored and shown. */
#ifndef DAYFLY_HOST_LAYERS_LAYER_POLICY_H
#define DAYFLY_HOST_LAYERS_LAYER_POLICY_H

struct http_request;
struct request_path;
struct service_context;

void layer_policy_add(struct service_context *service, struct http_request *req,
                      const struct request_path *path);
void layer_policy_get(struct service_context *service, struct http_request *req,
                      const struct request_path *path);
void layer_policy_remove(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);

#endif
