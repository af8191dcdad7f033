#include "host/operations/operations.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/http/http_request.h"
#include "host/management/change.h"
#include "host/management/held.h"
#include "host/management/management.h"
#include "host/operations/lambda_operations.h"
#include "host/operations/own_operations.h"
#include "host/operations/scheduler_operations.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

enum { NAME_SEGMENT = 2, ALLOW_SIZE = 64 };

static const struct operation_table *const tables[] = {
    &lambda_operations, &own_operations, &scheduler_operations};

/* Looks on in the table for a row with the method, until one is found. */
static void find_in(struct operation_match *match,
                    const struct operation_table *table, const char *method)
{
    for (size_t i = 0; i < table->count && !match->operation; i++) {
        if (!request_path_matches(&match->path, table->rows[i].path))
            continue;
        match->table = table;
        if (!strcmp(table->rows[i].method, method))
            match->operation = &table->rows[i];
    }
}

bool operations_find(struct operation_match *match, const char *method,
                     const char *target)
{
    match->table = NULL;
    match->operation = NULL;
    if (!request_path_parse(&match->path, target))
        return false;
    for (size_t i = 0; i < COUNT(tables) && !match->table; i++)
        find_in(match, tables[i], method);
    return match->table != NULL;
}

/* Of a path with a function's name or ARN as its third segment. */
static void take_function(struct access *access,
                          const struct request_path *path)
{
    struct function_name n;

    if (path->count > NAME_SEGMENT &&
        (!strcmp(path->segment[1], "functions") ||
         !strcmp(path->segment[1], "tags")) &&
        function_name_parse(&n, path->segment[NAME_SEGMENT]))
        (void)snprintf(access->function, sizeof access->function, "%s", n.name);
}

struct access operations_access(const struct operation_match *match)
{
    struct access access = {.kind = match->operation->right,
                            .service = match->table->signed_for,
                            .action = match->operation->name};

    take_function(&access, &match->path);
    if (match->table->iam)
        (void)snprintf(access.operation, sizeof access.operation, "%s:%s",
                       match->table->iam, match->operation->name);
    return access;
}

static bool has(const struct service_context *service,
                enum operation_needs needs)
{
    switch (needs) {
    case NEEDS_STORE:
    case NEEDS_SETTLED:
        return service->management != NULL;
    case NEEDS_SCHEDULES:
        return service->scheduler != NULL;
    case NEEDS_HOOKS:
        return service->hooks != NULL;
    case NEEDS_NOTHING:
    default:
        return true;
    }
}

/* The methods of the path, for the header Allow; "": none works here. */
static void write_allow(char allow[ALLOW_SIZE],
                        const struct service_context *service,
                        const struct operation_match *match)
{
    size_t used = 0;

    allow[0] = '\0';
    for (size_t i = 0; i < match->table->count; i++) {
        const struct operation *row = &match->table->rows[i];
        if (request_path_matches(&match->path, row->path) &&
            has(service, row->needs) && used < ALLOW_SIZE)
            used += (size_t)snprintf(allow + used, ALLOW_SIZE - used, "%s%s",
                                     used > 0 ? ", " : "", row->method);
    }
}

static const char *why_not(enum operation_needs needs)
{
    switch (needs) {
    case NEEDS_SCHEDULES:
        return "This dayfly keeps no schedules; start it with --data DIR.";
    case NEEDS_HOOKS:
        return "This dayfly has no webhooks; start it with --data DIR.";
    default:
        return "This dayfly serves folders only; to make and change functions "
               "by API, start it with --data DIR.";
    }
}

static void refuse(const struct service_context *service,
                   struct http_request *req,
                   const struct operation_match *match)
{
    char allow[ALLOW_SIZE];

    write_allow(allow, service, match);
    if (match->operation)
        service_error_send_method(req, allow, "%s",
                                  why_not(match->operation->needs));
    else
        service_error_send_method(req, allow,
                                  "The method %s is not supported at this "
                                  "path.",
                                  req->method);
}

bool operations_take_body(struct service_context *service,
                          struct http_request *req)
{
    struct operation_match match;

    return service->management &&
           operations_find(&match, req->method, req->target) &&
           match.operation && match.operation->brings &&
           change_begin(service, req, match.operation->brings,
                        match.path.count > NAME_SEGMENT
                            ? match.path.segment[NAME_SEGMENT]
                            : "");
}

size_t operations_add_body(struct http_request *req, const char *bytes,
                           size_t size)
{
    return change_add(req, bytes, size);
}

static void serve(struct service_context *service, struct http_request *req,
                  const struct operation_match *match)
{
    if (match->operation->brings)
        change_received(req);
    else
        match->operation->serve(service, req, &match->path);
}

/* For held_add(): the update is over. */
static void serve_held(void *self, struct http_request *req)
{
    struct operation_match match;

    if (!operations_find(&match, req->method, req->target))
        return;
    if (!match.operation->brings) {
        req->user_data = NULL;
        req->on_closed = NULL;
    }
    serve(self, req, &match);
}

/* A held request that brings no code. */
static void held_left(struct http_request *req)
{
    held_forget(req->user_data, req);
}

static bool hold(struct service_context *service, struct http_request *req,
                 const struct operation_match *match)
{
    struct management *m = service->management;

    if (match->operation->needs != NEEDS_SETTLED ||
        !held_add(m, req, match->path.segment[NAME_SEGMENT], serve_held,
                  service))
        return false;
    if (!match->operation->brings) {
        req->user_data = m;
        req->on_closed = held_left;
    }
    return true;
}

bool operations_serve(struct service_context *service, struct http_request *req)
{
    struct operation_match match;

    if (!operations_find(&match, req->method, req->target))
        return false;
    if (match.operation && match.operation->needs != NEEDS_NOTHING)
        management_gate(service->management, req);
    if (!match.operation || !has(service, match.operation->needs))
        refuse(service, req, &match);
    else if (match.operation->brings && !req->user_data)
        service_error_send(req, SERVICE_SERVICE,
                           "dayfly cannot keep the code; is the disk full?");
    else if (!hold(service, req, &match))
        serve(service, req, &match);
    return true;
}
