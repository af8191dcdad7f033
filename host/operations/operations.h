/* operations.h - the operations of the Lambda API that make and change
 * functions, by method and path. */
#ifndef DAYFLY_HOST_OPERATIONS_OPERATIONS_H
#define DAYFLY_HOST_OPERATIONS_OPERATIONS_H

#include <stdbool.h>
#include <stddef.h>

struct http_request;
struct service_context;

/* For the handler's on_headers: the body brings code, which goes to the disk
 * while it arrives, by operations_add_body(). */
bool operations_take_body(struct service_context *service,
                          struct http_request *req);
size_t operations_add_body(struct http_request *req, const char *bytes,
                           size_t size);
/* False: it is none of these operations; nothing was sent. */
bool operations_serve(struct service_context *service,
                      struct http_request *req);
/* The path is one of theirs. */
bool operations_has_path(const struct http_request *req);

#endif
