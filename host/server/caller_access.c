#include "host/server/caller_access.h"

#include <stdio.h>
#include <string.h>

#include "host/auth/caller_check.h"
#include "host/auth/lambda_action.h"
#include "host/base/log_writer.h"
#include "host/dispatch/dispatcher.h"
#include "host/hooks/hook_serve.h"
#include "host/http/http_request.h"
#include "host/operations/operations.h"
#include "host/page/page_place.h"
#include "host/page/page_serve.h"
#include "host/query/query_request.h"
#include "host/routes/route_serve.h"
#include "host/service/service_context.h"
#include "host/sqs/sqs.h"
#include "host/urls/url_reply.h"
#include "host/urls/url_serve.h"

static bool is_root(const char *target)
{
    return *target == '/' && (!target[1] || target[1] == '?');
}

static struct access of_url(struct service_context *service,
                            const struct http_request *req)
{
    struct access access = {.kind = ACCESS_INVOKE,
                            .service = "lambda",
                            .action = "InvokeFunctionUrl",
                            .is_url = true};

    if (url_serve_is_open(service, req, access.function))
        access.kind = ACCESS_OPEN;
    return access;
}

/* Of the services at "/" and at the URLs of queues. */
static struct access of_service(const struct http_request *req)
{
    struct access access;
    char action[QUERY_ACTION_SIZE];

    if (query_request_is(req)) {
        query_request_action(req, action);
        lambda_action_of_query(&access, action);
    } else {
        lambda_action_of_target(&access,
                                http_request_header(req, "X-Amz-Target"));
    }
    if (!strncmp(access.operation, "sqs:", strlen("sqs:")))
        access.each_queue = sqs_each_queue;
    return access;
}

/* What is not known is not for everyone: an operation of the API that IAM has
 * no name for, or nothing at all. */
static struct access access_of(struct service_context *service,
                               const struct http_request *req, bool is_api)
{
    struct access access = {.kind = ACCESS_OPEN};
    struct operation_match match;

    if (url_serve_is_for(req))
        return of_url(service, req);
    /* Before the page, which needs none. */
    if (is_api && sqs_is_for(req))
        return of_service(req);
    /* Its signature is checked where it is served. */
    if (is_api && hook_serve_is_for(req))
        return access;
    if (page_serve_is_for(req) || page_serve_is_at_root(req))
        return access;
    if (!is_api && !page_place_is_own(service, req) &&
        route_serve_has_routes(service, req))
        return access;
    if (operations_find(&match, req->method, req->target) && match.operation)
        return operations_access(&match);
    if (is_root(req->target))
        return of_service(req);
    return (struct access){.kind = !strcmp(req->method, "GET") ? ACCESS_READ
                                                               : ACCESS_ADMIN,
                           .service = "lambda",
                           .action = "*"};
}

static void refresh(struct service_context *service)
{
    struct error err = ERROR_NONE;
    AUTO(struct buf, buf_free) line = BUF(2048);

    const struct key_set *keys = &service->caller_check->keys;

    if (!key_set_refresh(&service->caller_check->keys, &err) &&
        buf_printf(&line, "dayfly: %s: %s",
                   keys->list.count > 0
                       ? "the keys that were read before still hold"
                       : "nobody may call until the keys can be read",
                   err.text))
        log_writer_line(service->dispatcher->context.log, NULL, line.data,
                        line.size);
}

bool caller_access_headers(struct service_context *service,
                           const struct http_request *req, bool is_api)
{
    struct refusal refusal;

    if (!service->caller_check)
        return true;
    refresh(service);
    if (!service->caller_check->keys.required)
        return true;
    const struct access access = access_of(service, req, is_api);
    return caller_check_headers(service->caller_check, req, &access, &refusal);
}

void caller_access_stream(const struct service_context *service,
                          struct http_request *req)
{
    if (!service->caller_check || !service->caller_check->keys.required)
        return;
    req->check = mem_new(1, sizeof(struct digest));
    if (req->check)
        digest_begin(req->check);
}

void caller_access_add(struct http_request *req, const char *bytes, size_t size)
{
    if (req->check)
        digest_add(req->check, bytes, size);
}

/* False: the body was too large to be kept, or memory is short. */
static bool hash(struct http_request *req, char text[DIGEST_TEXT_SIZE])
{
    if (req->check)
        digest_end(req->check, text);
    else if (req->body_bytes > req->body.size)
        return false;
    else
        digest_text(req->body.data, req->body.size, text);
    return true;
}

static bool check_whole(struct service_context *service,
                        struct http_request *req, const struct access *access,
                        struct refusal *refusal)
{
    char payload_hash[DIGEST_TEXT_SIZE];

    /* The body of a caller that was refused before was not kept. */
    if (!caller_check_headers(service->caller_check, req, access, refusal))
        return false;
    if (!hash(req, payload_hash))
        return refusal_set(refusal, SERVICE_TOO_LARGE,
                           "Request must be smaller than %zu bytes for this "
                           "operation",
                           req->body.max);
    return caller_check_whole(service->caller_check, req, access, payload_hash,
                              refusal);
}

bool caller_access_whole(struct service_context *service,
                         struct http_request *req, bool is_api)
{
    struct refusal refusal = {.kind = SERVICE_ACCESS_DENIED};

    if (!service->caller_check || !service->caller_check->keys.required)
        return true;
    const struct access access = access_of(service, req, is_api);
    if (access.kind == ACCESS_OPEN ||
        check_whole(service, req, &access, &refusal))
        return true;
    if (access.is_url && refusal.kind == SERVICE_ACCESS_DENIED)
        url_reply_forbidden(req, refusal.text);
    else
        service_error_send(req, refusal.kind, "%s", refusal.text);
    return false;
}

void caller_access_end(struct http_request *req)
{
    mem_free(req->check);
    req->check = NULL;
}

bool caller_access_is_public(struct service_context *service,
                             const struct http_request *req)
{
    return service->caller_check && service->caller_check->keys.required &&
           url_serve_is_for(req) && of_url(service, req).kind == ACCESS_OPEN;
}
