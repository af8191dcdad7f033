/* metrics_api.h - GET /metrics: the numbers of the host for Prometheus. */
#ifndef DAYFLY_HOST_METRICS_API_METRICS_API_H
#define DAYFLY_HOST_METRICS_API_METRICS_API_H

#include <stdbool.h>

struct http_request;
struct request_path;
struct service_context;

/* The value of Accept, or NULL: the client would rather have OpenMetrics than
 * the text format of Prometheus. */
bool metrics_api_wants_open_metrics(const char *accept);
void metrics_api_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path);

#endif
