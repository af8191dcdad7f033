/* layer_reads.h - GetLayerVersion, GetLayerVersionByArn, ListLayerVersions and
 * ListLayers. */
#ifndef DAYFLY_HOST_LAYERS_LAYER_READS_H
#define DAYFLY_HOST_LAYERS_LAYER_READS_H

struct http_request;
struct request_path;
struct service_context;

void layer_reads_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
void layer_reads_versions(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path);
/* The list of layers, or one version with the query parameter `find`. */
void layer_reads_layers(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

#endif
