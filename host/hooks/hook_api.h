/* hook_api.h - /_dayfly/hooks, for `dayfly hook`: the list of the webhooks, and
 * those that are not of a folder: made, given other secrets, removed. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_API_H
#define DAYFLY_HOST_HOOKS_HOOK_API_H

#include <stdbool.h>

struct http_request;
struct service_context;

/* False: the path is another one, and nothing was done. */
bool hook_api_serve(struct service_context *service, struct http_request *req);

#endif
