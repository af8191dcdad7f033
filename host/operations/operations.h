/* operations.h - from method and path of a request to its operation. */
#ifndef DAYFLY_HOST_OPERATIONS_OPERATIONS_H
#define DAYFLY_HOST_OPERATIONS_OPERATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "host/http/request_path.h"
#include "host/operations/operation.h"

struct http_request;
struct service_context;

struct operation_match {
    const struct operation_table *table; /* that has the path */
    const struct operation *operation;   /* NULL: none has this method */
    struct request_path path;
};

/* False: no operation has the path. */
bool operations_find(struct operation_match *match, const char *method,
                     const char *target);
/* The right that a caller needs; the operation is not NULL. */
struct access operations_access(const struct operation_match *match);
/* For the handler's on_headers: the body brings code, which goes to the disk
 * while it arrives, by operations_add_body(). */
bool operations_take_body(struct service_context *service,
                          struct http_request *req);
size_t operations_add_body(struct http_request *req, const char *bytes,
                           size_t size);
/* False: no operation has the path; nothing was sent. */
bool operations_serve(struct service_context *service,
                      struct http_request *req);

#endif
