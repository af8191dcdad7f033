/* invoke.c - Invoke and InvokeAsync: from a request to a call, and from its
 * outcome to the answer. */
#include "host/service/service_context.h"

#include <string.h>

#include "common/base64.h"
#include "host/service/invoke_request.h"
#include "host/service/service_error.h"

static void answer_with(struct request *r, struct call *c, struct outcome *o)
{
    AUTO(struct buf, buf_free) log = BUF(2 * TAIL_BYTES);
    size_t size;
    const char *tail = call_tail(c, &size);

    if (c->wants_tail && !base64_encode(&log, tail, size))
        buf_clear(&log);
    const struct field fields[] = {
        {"Content-Type", "application/json"},
        {"X-Amz-Executed-Version", API_VERSION},
        {"x-amzn-RequestId", c->request_id},
        {"X-Amzn-Trace-Id", c->trace.data},
        {"X-Amz-Function-Error", o->failed ? "Unhandled" : NULL},
        {"X-Amz-Log-Result", log.data},
    };
    request_answer(r, 200, fields, COUNT(fields), payload_from(&o->body));
}

static void answer(struct call *c, struct outcome *o)
{
    struct request *r = c->listener;

    r->own = NULL;
    if (o->not_found)
        api_answer_not_found(r, c->arn);
    else
        answer_with(r, c, o);
}

/* Nobody is there to be answered: the log is told. */
static void note_end(struct call *c, struct outcome *o)
{
    pending_done(c->listener, c, lane_log_name(c->lane), o);
}

static const struct audience caller = {.end = answer};
static const struct audience log_of_events = {.end = note_end};

static bool add(struct call *c, struct lane *lane)
{
    c->lane = lane;
    return lane_add(lane, c);
}

static bool add_event(struct call *c, struct lane *lane)
{
    struct pending *pending = lane->house->pending;

    c->unattended = true;
    c->audience = &log_of_events;
    c->listener = pending;
    if (!pending_take(pending, c, lane_log_name(lane)))
        return false;
    if (add(c, lane))
        return true;
    pending_forget(pending, c);
    return false;
}

/* Only the caller's own hold on the call is left afterwards. */
static void serve_event(struct request *r, struct call *c, struct lane *lane,
                        const char *body)
{
    const struct field fields[] = {
        {"Content-Type", *body ? "application/json" : NULL},
        {"x-amzn-RequestId", c->request_id},
        {"X-Amzn-Trace-Id", c->trace.data},
    };

    if (add_event(call_hold(c), lane)) {
        request_answer(r, 202, fields, COUNT(fields),
                       (struct payload){.bytes = body, .size = strlen(body)});
        return;
    }
    call_release(c);
    aws_refuse(r, AWS_TOO_MANY,
               "Rate Exceeded. Too many events wait already: at most %d, of "
               "%d MB in all.",
               PENDING_MOST, PENDING_MOST_BYTES / 1024 / 1024);
}

/* The caller has gone or has its answer. */
static void over(struct request *r)
{
    struct call *c = r->own;

    if (c)
        lane_drop(c->lane, c);
}

static void serve_response(struct request *r, struct call *c, struct lane *lane)
{
    r->own = c;
    r->over = over;
    c->audience = &caller;
    c->listener = r;
    if (add(call_hold(c), lane))
        return;
    r->own = NULL;
    call_release(c);
    aws_refuse(r, AWS_TOO_MANY, "Rate Exceeded.");
}

void invoke_api_post(struct api *api, struct request *r, const struct target *t)
{
    char arn[FUNCTION_ARN_SIZE];
    struct ask ask;
    struct lane *lane = api_lane(api, r, t, arn);

    if (!lane || !ask_read(&ask, r) || !ask_check_body(&ask, r))
        return;
    if (ask.kind == ASK_DRY_RUN) {
        api_answer_dry_run(r);
        return;
    }
    struct call *c = ask_call(&ask, r, arn);
    if (!c)
        return;
    if (ask.kind == ASK_EVENT)
        serve_event(r, c, lane, "");
    else
        serve_response(r, c, lane);
    call_release(c);
}

void invoke_api_async(struct api *api, struct request *r,
                      const struct target *t)
{
    static const struct ask ask = {.kind = ASK_EVENT};
    char arn[FUNCTION_ARN_SIZE];
    struct lane *lane = api_lane(api, r, t, arn);

    if (!lane || !ask_check_body(&ask, r))
        return;
    struct call *c = ask_call(&ask, r, arn);
    if (!c)
        return;
    serve_event(r, c, lane, "{\"Status\":202}");
    call_release(c);
}
