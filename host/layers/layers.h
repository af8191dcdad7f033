/* layers.h - PublishLayerVersion and DeleteLayerVersion. */
#ifndef DAYFLY_HOST_LAYERS_LAYERS_H
#define DAYFLY_HOST_LAYERS_LAYERS_H

struct change_operation;
struct http_request;
struct request_path;
struct service_context;

extern const struct change_operation layers_publish;

/* A version that functions have stays theirs. */
void layers_delete(struct service_context *service, struct http_request *req,
                   const struct request_path *path);

#endif
