#include "host/operations/operations.h"

#include <string.h>

#include "common/compiler.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/function_api/aliases.h"
#include "host/management/change.h"
#include "host/management/held.h"
#include "host/function_api/functions.h"
#include "host/management/reads.h"
#include "host/function_api/versions.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

static const struct operation {
    const char *method;
    const char *path;
    void (*serve)(struct service_context *service, struct http_request *req,
                  const struct request_path *path);
    const struct change_operation *brings; /* code, in the body; NULL: none */
    bool waits; /* for an update of the function that is on its way */
} operations[] = {
    {"POST", "2015-03-31/functions", NULL, &functions_create, false},
    {"POST", "2015-03-31/functions/", NULL, &functions_create, false},
    {"PUT", "2015-03-31/functions/*/code", NULL, &functions_update_code, true},
    {"PUT", "2015-03-31/functions/*/configuration",
     functions_update_configuration, NULL, true},
    {"DELETE", "2015-03-31/functions/*", functions_delete, NULL, false},
    {"POST", "2015-03-31/functions/*/versions", versions_post, NULL, true},
    {"GET", "2015-03-31/functions/*/versions", versions_list, NULL, false},
    {"POST", "2015-03-31/functions/*/aliases", aliases_create, NULL, false},
    {"GET", "2015-03-31/functions/*/aliases", aliases_list, NULL, false},
    {"GET", "2015-03-31/functions/*/aliases/*", aliases_get, NULL, false},
    {"PUT", "2015-03-31/functions/*/aliases/*", aliases_update, NULL, false},
    {"DELETE", "2015-03-31/functions/*/aliases/*", aliases_delete, NULL, false},
    {"GET", "_code/*", reads_zip, NULL, false},
};

/* NULL: there is none. *known: another method has this path. */
static const struct operation *find(const struct http_request *req,
                                    struct request_path *path, bool *known)
{
    *known = false;
    if (!request_path_parse(path, req->target))
        return NULL;
    for (size_t i = 0; i < COUNT(operations); i++) {
        if (!request_path_matches(path, operations[i].path))
            continue;
        *known = true;
        if (!strcmp(operations[i].method, req->method))
            return &operations[i];
    }
    return NULL;
}

bool operations_has_path(const struct http_request *req)
{
    struct request_path path;
    bool known;

    (void)find(req, &path, &known);
    return known;
}

bool operations_take_body(struct service_context *service,
                          struct http_request *req)
{
    struct request_path path;
    bool known;
    const struct operation *op =
        service->management ? find(req, &path, &known) : NULL;

    return op && op->brings &&
           change_begin(service->management, req, op->brings,
                        path.count > 2 ? path.segment[2] : "");
}

size_t operations_add_body(struct http_request *req, const char *bytes,
                           size_t size)
{
    return change_add(req, bytes, size);
}

static void serve(void *self, struct http_request *req)
{
    struct service_context *service = self;
    struct request_path path;
    bool known;
    const struct operation *op = find(req, &path, &known);

    if (op->brings) {
        change_received(req);
        return;
    }
    req->user_data = NULL;
    req->on_closed = NULL;
    op->serve(service, req, &path);
}

/* A held request that brings no code. */
static void held_left(struct http_request *req)
{
    held_forget(req->user_data, req);
}

static bool hold(struct service_context *service, struct http_request *req,
                 const struct operation *op, const struct request_path *path)
{
    struct management *m = service->management;

    if (!op->waits || !held_add(m, req, path->segment[2], serve, service))
        return false;
    if (!op->brings) {
        req->user_data = m;
        req->on_closed = held_left;
    }
    return true;
}

bool operations_serve(struct service_context *service, struct http_request *req)
{
    struct request_path path;
    bool known;
    const struct operation *op = find(req, &path, &known);

    if (!op)
        return false;
    if (!service->management)
        service_error_send(
            req, SERVICE_METHOD,
            "This dayfly serves folders only; to make and change "
            "functions by API, start it with --data DIR.");
    else if (op->brings && !req->user_data)
        service_error_send(req, SERVICE_SERVICE,
                           "dayfly cannot keep the code; is the disk full?");
    else if (!hold(service, req, op, &path))
        serve(service, req);
    return true;
}
