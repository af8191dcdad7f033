/* mapping_checks.h - what the requests on event source mappings may have. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_CHECKS_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

struct function_name;
struct http_request;
struct mappings;
struct service_context;

/* Of CreateEventSourceMapping. False: the response was sent, as for the next.
 */
bool mapping_checks_create(struct service_context *service, const json_t *body,
                           struct http_request *req);
/* Members that both requests have. */
bool mapping_checks_members(json_t *body, struct http_request *req);
/* The whole mapping, as it would be. */
bool mapping_checks_whole(struct service_context *service,
                          const json_t *document, struct http_request *req);
/* A function of this host, and the ARN of it that the mapping has. */
bool mapping_checks_function(struct service_context *service, const char *name,
                             char *arn, struct http_request *req);

#endif
