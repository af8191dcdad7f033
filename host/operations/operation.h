/* operation.h - the tables of the operations that have a method and a path:
 * those of the Lambda API, of EventBridge Scheduler, and of the host itself.
 * Who answers a request, the right that it needs and the methods of its path
 * are read from these rows. */
#ifndef DAYFLY_HOST_OPERATIONS_OPERATION_H
#define DAYFLY_HOST_OPERATIONS_OPERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "host/auth/access.h"

struct change_operation;
struct http_request;
struct request_path;
struct service_context;

/* What the host must have, of what `--data DIR` brings. */
enum operation_needs {
    NEEDS_NOTHING,
    NEEDS_STORE,
    NEEDS_SETTLED, /* the store, and that no update of the function is on its
                      way: the request waits for it */
    NEEDS_SCHEDULES,
    NEEDS_HOOKS,
};

struct operation {
    const char *method;
    const char *path;       /* request_path.h; a slash at its end may lack */
    const char *name;       /* as IAM calls it; the host's own are alike */
    enum access_kind right; /* that its caller needs */
    enum operation_needs needs;
    void (*serve)(struct service_context *service, struct http_request *req,
                  const struct request_path *path);
    const struct change_operation *brings; /* code, in its body, and serves it;
                                              NULL: none */
};

struct operation_table {
    const struct operation *rows;
    size_t count;
    const char *signed_for; /* the service in a signature; NULL: any */
    const char *iam;        /* the service's name in IAM; NULL: Lambda's */
    bool is_beside_routes;  /* paths of a template are not its own */
};

#endif
