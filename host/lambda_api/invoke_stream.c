/* invoke_stream.c - InvokeWithResponseStream: a response as it is made, and how
 * it ended. */
#include "host/service/service_context.h"

#include <string.h>

#include "common/base64.h"
#include "host/service/invoke_request.h"
#include "host/service/service_error.h"
#include "host/lambda_api/event_stream.h"
#include "host/base/json_text.h"
#include "host/service/response_stream.h"

enum {
    CHUNK_LEAST_BYTES = 4096, /* smaller ones are not worth their frame */
    DETAILS_MAX_BYTES = 1024 * 1024,
};

static void begin_with(struct response_stream *l, const struct invocation *c,
                       const char *type)
{
    const struct http_field fields[] = {
        {"Content-Type", "application/vnd.amazon.eventstream"},
        {"X-Amzn-Remapped-Content-Type", type},
        {"X-Amz-Executed-Version", API_VERSION},
        {"x-amzn-RequestId", c->request_id},
        {"X-Amzn-Trace-Id", c->trace.data},
    };

    response_stream_begin(l, 200, fields, COUNT(fields));
}

static void begin(struct invocation *c, const char *type)
{
    begin_with(c->listener, c, *type ? type : "application/octet-stream");
}

static size_t piece(struct invocation *c, const char *bytes, size_t size)
{
    struct response_stream *l = c->listener;
    struct event_stream_message frame;
    size_t space = response_stream_space(l, EVENT_CHUNK_BYTES + size);
    size_t least = size < CHUNK_LEAST_BYTES ? size : CHUNK_LEAST_BYTES;

    if (space < EVENT_CHUNK_BYTES + least)
        return 0;
    if (size > space - EVENT_CHUNK_BYTES)
        size = space - EVENT_CHUNK_BYTES;
    event_stream_make(&frame, EVENT_PAYLOAD_CHUNK, bytes, size);
    response_stream_add(l, frame.head, frame.head_size);
    response_stream_add(l, bytes, size);
    response_stream_add(l, frame.tail, sizeof frame.tail);
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

static bool add_error(struct buf *json, const struct outcome *o)
{
    const char *code = *o->error_type ? o->error_type : "Unhandled";
    size_t size = o->body.size;

    if (size > DETAILS_MAX_BYTES)
        size = DETAILS_MAX_BYTES;
    return buf_add_str(json, "\"ErrorCode\":") &&
           json_add_string(json, code, strlen(code)) &&
           buf_add_str(json, ",\"ErrorDetails\":") &&
           json_add_string(json, o->body.data, size);
}

static bool add_log(struct buf *json, const struct invocation *c)
{
    size_t size;
    const char *tail = invocation_log_tail(c, &size);

    return buf_add_str(json, json->size > 1 ? "," : "") &&
           buf_add_str(json, "\"LogResult\":\"") &&
           base64_encode(json, tail, size) && buf_add_str(json, "\"");
}

static bool add_complete(struct buf *out, const struct invocation *c,
                         const struct outcome *o)
{
    AUTO(struct buf, buf_free) json = BUF(EVENT_PAYLOAD_MAX_BYTES);

    return buf_add_str(&json, "{") && (!o->failed || add_error(&json, o)) &&
           (!c->wants_tail || add_log(&json, c)) && buf_add_str(&json, "}") &&
           add_message(out, EVENT_INVOKE_COMPLETE, json.data, json.size);
}

static void end(struct invocation *c, struct outcome *o)
{
    AUTO(struct buf, buf_free)
    last = BUF(EVENT_PAYLOAD_MAX_BYTES + PAYLOAD_MAX_BYTES + 1024);
    struct response_stream *l = c->listener;

    if (o->not_found) {
        l->call = NULL;
        service_respond_not_found(l->request, c->arn);
        return;
    }
    if (!l->begun)
        begin_with(l, c, o->failed ? "" : "application/octet-stream");
    if ((o->failed || o->body.size == 0 ||
         add_message(&last, EVENT_PAYLOAD_CHUNK, o->body.data, o->body.size)) &&
        add_complete(&last, c, o))
        response_stream_end(l, &last);
    else
        response_stream_abort(l);
}

static const struct response_sink stream = {
    .begin = begin, .piece = piece, .end = end};

static void over(struct http_request *r)
{
    response_stream_close(r->own);
    mem_free(r->own);
}

static void serve(struct http_request *r, struct invocation *c,
                  struct runner *lane)
{
    struct response_stream *l = mem_new(1, sizeof *l);

    if (!l || !response_stream_open(l, r, c)) {
        mem_free(l);
        service_error_send(r, SERVICE_SERVICE, "Memory is short.");
        return;
    }
    r->own = l;
    r->over = over;
    c->lane = lane;
    c->audience = &stream;
    c->listener = l;
    if (runner_add(lane, invocation_ref(c)))
        return;
    l->call = NULL;
    invocation_unref(c);
    service_error_send(r, SERVICE_TOO_MANY, "Rate Exceeded.");
}

void invoke_stream_post(struct service_context *api, struct http_request *r,
                        const struct request_path *t)
{
    char arn[FUNCTION_ARN_SIZE];
    struct invoke_request ask;
    struct runner *lane = service_find_runner(api, r, t, arn);

    if (!lane || !invoke_request_read(&ask, r))
        return;
    if (ask.kind == INVOKE_EVENT) {
        service_error_send(
            r, SERVICE_INVALID_PARAMETER,
            "X-Amz-Invocation-Type must be RequestResponse or DryRun: "
            "a response that is streamed has to be waited for.");
        return;
    }
    if (!invoke_request_check_body(&ask, r))
        return;
    if (ask.kind == INVOKE_DRY_RUN) {
        service_respond_dry_run(r);
        return;
    }
    struct invocation *c = invoke_request_to_invocation(&ask, r, arn);
    if (!c)
        return;
    serve(r, c, lane);
    invocation_unref(c);
}
