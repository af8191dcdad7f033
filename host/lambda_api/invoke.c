/* invoke.c - Invoke and InvokeAsync: from a request to a call, and from its
 * outcome to the answer. */
#include "host/service/service_context.h"

#include <string.h>

#include "common/base64.h"
#include "host/service/invoke_request.h"
#include "host/service/service_error.h"

static void answer_with(struct http_request *r, struct invocation *c,
                        struct outcome *o)
{
    AUTO(struct buf, buf_free) log = BUF(2 * LOG_TAIL_BYTES);
    size_t size;
    const char *tail = invocation_log_tail(c, &size);

    if (c->wants_tail && !base64_encode(&log, tail, size))
        buf_clear(&log);
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"X-Amz-Executed-Version", API_VERSION},
        {"x-amzn-RequestId", c->request_id},
        {"X-Amzn-Trace-Id", c->trace.data},
        {"X-Amz-Function-Error", o->failed ? "Unhandled" : NULL},
        {"X-Amz-Log-Result", log.data},
    };
    http_respond(r, 200, fields, COUNT(fields), http_body_from_buf(&o->body));
}

static void answer(struct invocation *c, struct outcome *o)
{
    struct http_request *r = c->listener;

    r->own = NULL;
    if (o->not_found)
        service_respond_not_found(r, c->arn);
    else
        answer_with(r, c, o);
}

/* Nobody is there to be answered: the log is told. */
static void note_end(struct invocation *c, struct outcome *o)
{
    async_log_done(c->listener, c, runner_log_name(c->lane), o);
}

static const struct response_sink caller = {.end = answer};
static const struct response_sink log_of_events = {.end = note_end};

static bool add(struct invocation *c, struct runner *lane)
{
    c->lane = lane;
    return runner_add(lane, c);
}

static bool add_event(struct invocation *c, struct runner *lane)
{
    struct async_log *pending = lane->house->pending;

    c->unattended = true;
    c->audience = &log_of_events;
    c->listener = pending;
    if (!async_log_take(pending, c, runner_log_name(lane)))
        return false;
    if (add(c, lane))
        return true;
    async_log_forget(pending, c);
    return false;
}

/* Only the caller's own hold on the call is left afterwards. */
static void serve_event(struct http_request *r, struct invocation *c,
                        struct runner *lane, const char *body)
{
    const struct http_field fields[] = {
        {"Content-Type", *body ? "application/json" : NULL},
        {"x-amzn-RequestId", c->request_id},
        {"X-Amzn-Trace-Id", c->trace.data},
    };

    if (add_event(invocation_ref(c), lane)) {
        http_respond(r, 202, fields, COUNT(fields),
                     (struct http_body){.bytes = body, .size = strlen(body)});
        return;
    }
    invocation_unref(c);
    service_error_send(
        r, SERVICE_TOO_MANY,
        "Rate Exceeded. Too many events wait already: at most %d, of "
        "%d MB in all.",
        ASYNC_LOG_MAX, ASYNC_LOG_MAX_BYTES / 1024 / 1024);
}

/* The caller has gone or has its answer. */
static void over(struct http_request *r)
{
    struct invocation *c = r->own;

    if (c)
        runner_drop(c->lane, c);
}

static void serve_response(struct http_request *r, struct invocation *c,
                           struct runner *lane)
{
    r->own = c;
    r->over = over;
    c->audience = &caller;
    c->listener = r;
    if (add(invocation_ref(c), lane))
        return;
    r->own = NULL;
    invocation_unref(c);
    service_error_send(r, SERVICE_TOO_MANY, "Rate Exceeded.");
}

void invoke_post(struct service_context *api, struct http_request *r,
                 const struct request_path *t)
{
    char arn[FUNCTION_ARN_SIZE];
    struct invoke_request ask;
    struct runner *lane = service_find_runner(api, r, t, arn);

    if (!lane || !invoke_request_read(&ask, r) ||
        !invoke_request_check_body(&ask, r))
        return;
    if (ask.kind == INVOKE_DRY_RUN) {
        service_respond_dry_run(r);
        return;
    }
    struct invocation *c = invoke_request_to_invocation(&ask, r, arn);
    if (!c)
        return;
    if (ask.kind == INVOKE_EVENT)
        serve_event(r, c, lane, "");
    else
        serve_response(r, c, lane);
    invocation_unref(c);
}

void invoke_post_async(struct service_context *api, struct http_request *r,
                       const struct request_path *t)
{
    static const struct invoke_request ask = {.kind = INVOKE_EVENT};
    char arn[FUNCTION_ARN_SIZE];
    struct runner *lane = service_find_runner(api, r, t, arn);

    if (!lane || !invoke_request_check_body(&ask, r))
        return;
    struct invocation *c = invoke_request_to_invocation(&ask, r, arn);
    if (!c)
        return;
    serve_event(r, c, lane, "{\"Status\":202}");
    invocation_unref(c);
}
