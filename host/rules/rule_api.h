/* rule_api.h - the operations of EventBridge on rules that have a schedule, in
 * AWS JSON 1.1 at the path "/". */
#ifndef DAYFLY_HOST_RULES_RULE_API_H
#define DAYFLY_HOST_RULES_RULE_API_H

#include <stdbool.h>

struct http_request;
struct service_context;

/* False: it is for another service, by its header X-Amz-Target; nothing was
 * sent. */
bool rule_api_serve(struct service_context *service, struct http_request *req);

#endif
