/* hook_serve.h - requests to /_hooks/NAME. They need no key: the signature is
 * the permission. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_SERVE_H
#define DAYFLY_HOST_HOOKS_HOOK_SERVE_H

#include <stdbool.h>

struct http_request;
struct service_context;

enum { HOOK_BODY_MAX = 1024 * 1024 }; /* bytes */

bool hook_serve_is_for(const struct http_request *req);
/* When the headers are complete. False: the request will be refused, whatever
 * its body is. */
bool hook_serve_accepts(struct service_context *service,
                        struct http_request *req);
void hook_serve(struct service_context *service, struct http_request *req);

#endif
