/* layer_show.h - a version of a layer as the API shows it. */
#ifndef DAYFLY_HOST_LAYERS_LAYER_SHOW_H
#define DAYFLY_HOST_LAYERS_LAYER_SHOW_H

#include <jansson.h>

struct http_request;
struct service_context;

/* An item of a list. NULL: out of memory. */
json_t *layer_show_item(const struct service_context *service, const char *name,
                        const json_t *version);
/* The same with its ARN and where its content is. */
json_t *layer_show_whole(const struct service_context *service,
                         const struct http_request *req, const char *name,
                         const json_t *version);

#endif
