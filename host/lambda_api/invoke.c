#include "host/lambda_api/invoke.h"

#include <string.h>

#include "common/base64.h"
#include "host/events/event_accept.h"
#include "host/http/http_server.h"
#include "host/runner/async_log.h"
#include "host/runner/pool.h"
#include "host/runner/runner_executions.h"
#include "host/service/invoke_request.h"
#include "host/service/refusals.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

static void send_outcome(struct http_request *req, struct invocation *inv,
                         struct outcome *outcome)
{
    AUTO(struct buf, buf_free) log = BUF(2 * LOG_TAIL_BYTES);
    size_t size;
    const char *tail = invocation_log_tail(inv, &size);

    if (inv->wants_log_tail && !base64_encode(&log, tail, size))
        buf_clear(&log);
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"X-Amz-Executed-Version", inv->pool->function->version},
        {"x-amzn-RequestId", inv->request_id},
        {"X-Amzn-Trace-Id", inv->trace_id.data},
        {"X-Amz-Function-Error", outcome->failed ? "Unhandled" : NULL},
        {"X-Amz-Log-Result", log.data},
    };
    http_respond(req, 200, fields, COUNT(fields),
                 http_body_from_buf(&outcome->body));
}

static void on_end(struct invocation *inv, struct outcome *outcome)
{
    struct http_request *req = inv->sink_data;

    req->user_data = NULL;
    if (outcome->not_found)
        service_reply_not_found(req, inv->arn);
    else
        send_outcome(req, inv, outcome);
}

/* The caller got its response before: the outcome is logged. */
static void log_end(struct invocation *inv, struct outcome *outcome)
{
    async_log_done(inv->sink_data, inv, pool_log_name(inv->pool), outcome);
}

static const struct response_sink to_caller = {.on_end = on_end};
static const struct response_sink to_log = {.on_end = log_end};

static bool enqueue_event(struct invocation *inv, struct pool *pool)
{
    struct async_log *async = pool->context->async_log;

    inv->async = true;
    inv->sink = &to_log;
    inv->sink_data = async;
    if (!async_log_take(async, inv, pool_log_name(pool)))
        return false;
    if (pool_add(pool, inv))
        return true;
    async_log_forget(async, inv);
    return false;
}

/* `body` is the body of the response. */
static void hold_event(struct http_request *req, struct invocation *inv,
                       struct pool *pool, const char *body)
{
    const struct http_field fields[] = {
        {"Content-Type", *body ? "application/json" : NULL},
        {"x-amzn-RequestId", inv->request_id},
        {"X-Amzn-Trace-Id", inv->trace_id.data},
    };

    if (enqueue_event(invocation_ref(inv), pool)) {
        http_respond(req, 202, fields, COUNT(fields),
                     (struct http_body){.bytes = body, .size = strlen(body)});
        return;
    }
    invocation_unref(inv);
    if (pool->closed) {
        service_error_send(req, SERVICE_STOPPING, REFUSALS_STOPPING);
        return;
    }
    service_error_send(
        req, SERVICE_TOO_MANY,
        "Rate Exceeded. The queue of asynchronous invocations is full: "
        "it holds at most %d events of %d MB in all.",
        ASYNC_LOG_MAX, ASYNC_LOG_MAX_BYTES / 1024 / 1024);
}

static void serve_event(struct service_context *service,
                        struct http_request *req, struct invocation *inv,
                        struct pool *pool, const char *body)
{
    if (service->events)
        event_accept(service->events, req, inv, body);
    else
        hold_event(req, inv, pool, body);
}

/* The response was sent, or the caller has closed the connection. */
static void on_closed(struct http_request *req)
{
    struct invocation *inv = req->user_data;

    if (inv)
        pool_drop(inv);
}

static void serve_response(struct http_request *req, struct invocation *inv,
                           struct pool *pool)
{
    req->user_data = inv;
    req->on_closed = on_closed;
    inv->sink = &to_caller;
    inv->sink_data = req;
    if (pool_add(pool, invocation_ref(inv)))
        return;
    invocation_unref(inv);
    refusals_add(pool->context->refusals, req, pool_is_limited(pool));
}

void invoke_post(struct service_context *service, struct http_request *req,
                 const struct request_path *path)
{
    char arn[FUNCTION_ARN_SIZE];
    struct invoke_request invoke;
    struct pool *pool = service_find_pool(service, req, path, arn);

    if (!pool || !invoke_request_read(&invoke, req))
        return;
    struct invocation *inv =
        invoke_request_accept(&invoke, req, arn, pool->context->tracer);
    if (!inv)
        return;
    if (invoke.type == INVOKE_EVENT)
        serve_event(service, req, inv, pool, "");
    else
        serve_response(req, inv, pool);
    invocation_unref(inv);
}

void invoke_post_async(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    static const struct invoke_request invoke = {.type = INVOKE_EVENT};
    char arn[FUNCTION_ARN_SIZE];
    struct pool *pool = service_find_pool(service, req, path, arn);

    struct invocation *inv =
        pool ? invoke_request_accept(&invoke, req, arn, pool->context->tracer)
             : NULL;
    if (!inv)
        return;
    serve_event(service, req, inv, pool, "{\"Status\":202}");
    invocation_unref(inv);
}
