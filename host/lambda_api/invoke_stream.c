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
    DETAILS_MOST_BYTES = 1024 * 1024,
};

static void begin_with(struct live *l, const struct call *c, const char *type)
{
    const struct field fields[] = {
        {"Content-Type", "application/vnd.amazon.eventstream"},
        {"X-Amzn-Remapped-Content-Type", type},
        {"X-Amz-Executed-Version", API_VERSION},
        {"x-amzn-RequestId", c->request_id},
        {"X-Amzn-Trace-Id", c->trace.data},
    };

    live_begin(l, 200, fields, COUNT(fields));
}

static void begin(struct call *c, const char *type)
{
    begin_with(c->listener, c, *type ? type : "application/octet-stream");
}

static size_t piece(struct call *c, const char *bytes, size_t size)
{
    struct live *l = c->listener;
    struct event_frame frame;
    size_t space = live_space(l, EVENT_CHUNK_BYTES + size);
    size_t least = size < CHUNK_LEAST_BYTES ? size : CHUNK_LEAST_BYTES;

    if (space < EVENT_CHUNK_BYTES + least)
        return 0;
    if (size > space - EVENT_CHUNK_BYTES)
        size = space - EVENT_CHUNK_BYTES;
    event_frame_make(&frame, EVENT_PAYLOAD_CHUNK, bytes, size);
    live_add(l, frame.head, frame.head_size);
    live_add(l, bytes, size);
    live_add(l, frame.tail, sizeof frame.tail);
    return size;
}

static bool add_message(struct buf *out, enum event_kind kind,
                        const char *payload, size_t size)
{
    struct event_frame frame;

    event_frame_make(&frame, kind, payload, size);
    return buf_add(out, frame.head, frame.head_size) &&
           buf_add(out, payload, size) &&
           buf_add(out, frame.tail, sizeof frame.tail);
}

static bool add_error(struct buf *json, const struct outcome *o)
{
    const char *code = *o->error_type ? o->error_type : "Unhandled";
    size_t size = o->body.size;

    if (size > DETAILS_MOST_BYTES)
        size = DETAILS_MOST_BYTES;
    return buf_text(json, "\"ErrorCode\":") &&
           json_put_string(json, code, strlen(code)) &&
           buf_text(json, ",\"ErrorDetails\":") &&
           json_put_string(json, o->body.data, size);
}

static bool add_log(struct buf *json, const struct call *c)
{
    size_t size;
    const char *tail = call_tail(c, &size);

    return buf_text(json, json->size > 1 ? "," : "") &&
           buf_text(json, "\"LogResult\":\"") &&
           base64_encode(json, tail, size) && buf_text(json, "\"");
}

static bool add_complete(struct buf *out, const struct call *c,
                         const struct outcome *o)
{
    AUTO(struct buf, buf_free) json = BUF(EVENT_PAYLOAD_MOST_BYTES);

    return buf_text(&json, "{") && (!o->failed || add_error(&json, o)) &&
           (!c->wants_tail || add_log(&json, c)) && buf_text(&json, "}") &&
           add_message(out, EVENT_INVOKE_COMPLETE, json.data, json.size);
}

static void end(struct call *c, struct outcome *o)
{
    AUTO(struct buf, buf_free)
    last = BUF(EVENT_PAYLOAD_MOST_BYTES + PAYLOAD_MOST_BYTES + 1024);
    struct live *l = c->listener;

    if (o->not_found) {
        l->call = NULL;
        api_answer_not_found(l->request, c->arn);
        return;
    }
    if (!l->begun)
        begin_with(l, c, o->failed ? "" : "application/octet-stream");
    if ((o->failed || o->body.size == 0 ||
         add_message(&last, EVENT_PAYLOAD_CHUNK, o->body.data, o->body.size)) &&
        add_complete(&last, c, o))
        live_end(l, &last);
    else
        live_cut(l);
}

static const struct audience stream = {
    .begin = begin, .piece = piece, .end = end};

static void over(struct request *r)
{
    live_close(r->own);
    mem_free(r->own);
}

static void serve(struct request *r, struct call *c, struct lane *lane)
{
    struct live *l = mem_new(1, sizeof *l);

    if (!l || !live_open(l, r, c)) {
        mem_free(l);
        aws_refuse(r, AWS_SERVICE, "Memory is short.");
        return;
    }
    r->own = l;
    r->over = over;
    c->lane = lane;
    c->audience = &stream;
    c->listener = l;
    if (lane_add(lane, call_hold(c)))
        return;
    l->call = NULL;
    call_release(c);
    aws_refuse(r, AWS_TOO_MANY, "Rate Exceeded.");
}

void stream_api_post(struct api *api, struct request *r, const struct target *t)
{
    char arn[FUNCTION_ARN_SIZE];
    struct ask ask;
    struct lane *lane = api_lane(api, r, t, arn);

    if (!lane || !ask_read(&ask, r))
        return;
    if (ask.kind == ASK_EVENT) {
        aws_refuse(r, AWS_INVALID_PARAMETER,
                   "X-Amz-Invocation-Type must be RequestResponse or DryRun: "
                   "a response that is streamed has to be waited for.");
        return;
    }
    if (!ask_check_body(&ask, r))
        return;
    if (ask.kind == ASK_DRY_RUN) {
        api_answer_dry_run(r);
        return;
    }
    struct call *c = ask_call(&ask, r, arn);
    if (!c)
        return;
    serve(r, c, lane);
    call_release(c);
}
