#include "host/lambda_api/invoke_stream.h"

#include <string.h>

#include "common/base64.h"
#include "common/json/json_string.h"
#include "host/lambda_api/event_stream.h"
#include "host/runner/pool.h"
#include "host/service/invoke_request.h"
#include "host/service/refusals.h"
#include "host/service/response_stream.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum {
    CHUNK_MIN_BYTES = 4096, /* if there is less space, wait for more */
    DETAILS_MAX_BYTES = 1024 * 1024,
};

static void send_headers(struct response_stream *stream,
                         const struct invocation *inv, const char *type)
{
    const struct http_field fields[] = {
        {"Content-Type", "application/vnd.amazon.eventstream"},
        {"X-Amzn-Remapped-Content-Type", type},
        {"X-Amz-Executed-Version", inv->pool->function->version},
        {"x-amzn-RequestId", inv->request_id},
        {"X-Amzn-Trace-Id", inv->trace_id.data},
    };

    response_stream_begin(stream, 200, fields, COUNT(fields));
}

static void on_start(struct invocation *inv, const char *type)
{
    send_headers(inv->sink_data, inv,
                 *type ? type : "application/octet-stream");
}

static size_t on_data(struct invocation *inv, const char *bytes, size_t size)
{
    struct response_stream *stream = inv->sink_data;
    struct event_stream_message frame;
    size_t space = response_stream_space(stream, EVENT_CHUNK_BYTES + size);
    size_t min = size < CHUNK_MIN_BYTES ? size : CHUNK_MIN_BYTES;

    if (space < EVENT_CHUNK_BYTES + min)
        return 0;
    if (size > space - EVENT_CHUNK_BYTES)
        size = space - EVENT_CHUNK_BYTES;
    event_stream_make(&frame, EVENT_PAYLOAD_CHUNK, bytes, size);
    response_stream_add(stream, frame.head, frame.head_size);
    response_stream_add(stream, bytes, size);
    response_stream_add(stream, frame.tail, sizeof frame.tail);
    return size;
}

static bool add_message(struct buf *out, enum event_stream_kind kind,
                        const char *payload, size_t size)
{
    struct event_stream_message frame;

    event_stream_make(&frame, kind, payload, size);
    return buf_add(out, frame.head, frame.head_size) &&
           buf_add(out, payload, size) &&
           buf_add(out, frame.tail, sizeof frame.tail);
}

static bool add_error(struct buf *json, const struct outcome *outcome)
{
    const char *code = *outcome->error_type ? outcome->error_type : "Unhandled";
    size_t size = outcome->body.size;

    if (size > DETAILS_MAX_BYTES)
        size = DETAILS_MAX_BYTES;
    return buf_add_str(json, "\"ErrorCode\":") &&
           json_add_string(json, code, strlen(code)) &&
           buf_add_str(json, ",\"ErrorDetails\":") &&
           json_add_string(json, outcome->body.data, size);
}

static bool add_log(struct buf *json, const struct invocation *inv)
{
    size_t size;
    const char *tail = invocation_log_tail(inv, &size);

    return buf_add_str(json, json->size > 1 ? "," : "") &&
           buf_add_str(json, "\"LogResult\":\"") &&
           base64_encode(json, tail, size) && buf_add_str(json, "\"");
}

static bool add_complete(struct buf *out, const struct invocation *inv,
                         const struct outcome *outcome)
{
    AUTO(struct buf, buf_free) json = BUF(EVENT_PAYLOAD_MAX_BYTES);

    return buf_add_str(&json, "{") &&
           (!outcome->failed || add_error(&json, outcome)) &&
           (!inv->wants_log_tail || add_log(&json, inv)) &&
           buf_add_str(&json, "}") &&
           add_message(out, EVENT_INVOKE_COMPLETE, json.data, json.size);
}

static void on_end(struct invocation *inv, struct outcome *outcome)
{
    AUTO(struct buf, buf_free)
    final = BUF(EVENT_PAYLOAD_MAX_BYTES + PAYLOAD_MAX_BYTES + 1024);
    struct response_stream *stream = inv->sink_data;

    if (outcome->not_found) {
        stream->invocation = NULL;
        service_reply_not_found(stream->request, inv->arn);
        return;
    }
    if (!stream->started)
        send_headers(stream, inv,
                     outcome->failed ? "" : "application/octet-stream");
    if ((outcome->failed || outcome->body.size == 0 ||
         add_message(&final, EVENT_PAYLOAD_CHUNK, outcome->body.data,
                     outcome->body.size)) &&
        add_complete(&final, inv, outcome))
        response_stream_end(stream, &final);
    else
        response_stream_abort(stream);
}

static const struct response_sink sink = {
    .on_start = on_start, .on_data = on_data, .on_end = on_end};

static void on_closed(struct http_request *req)
{
    response_stream_close(req->user_data);
    mem_free(req->user_data);
}

static void serve(struct http_request *req, struct invocation *inv,
                  struct pool *pool)
{
    struct response_stream *stream = mem_new(1, sizeof *stream);

    if (!stream || !response_stream_open(stream, req, inv)) {
        mem_free(stream);
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
        return;
    }
    req->user_data = stream;
    req->on_closed = on_closed;
    inv->sink = &sink;
    inv->sink_data = stream;
    if (pool_add(pool, invocation_ref(inv)))
        return;
    stream->invocation = NULL;
    invocation_unref(inv);
    on_closed(req);
    refusals_add(pool->context->refusals, req, pool_is_limited(pool));
}

void invoke_stream_post(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    char arn[FUNCTION_ARN_SIZE];
    struct invoke_request invoke;
    struct pool *pool = service_find_pool(service, req, path, arn);

    if (!pool || !invoke_request_read(&invoke, req))
        return;
    if (invoke.type == INVOKE_EVENT) {
        service_error_send(
            req, SERVICE_VALIDATION,
            "1 validation error detected: Value 'Event' at 'invocationType' "
            "failed to satisfy constraint: Member must satisfy enum value "
            "set: [RequestResponse, DryRun]");
        return;
    }
    struct invocation *inv =
        invoke_request_accept(&invoke, req, arn, pool->context->tracer);
    if (!inv)
        return;
    serve(req, inv, pool);
    invocation_unref(inv);
}
