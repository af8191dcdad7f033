#include "host/runtime_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/base/base64.h"
#include "host/lane_rooms.h"
#include "host/runtime_words.h"
#include "host/target.h"

/* False: the state forbids it, and that was answered. */
static bool step(struct lane *l, struct request *r, enum runtime_step step)
{
    char text[256];

    if (!l->dying && runtime_step(&l->state, step))
        return true;
    (void)snprintf(text, sizeof text,
                   "State transition from %s to %s failed for runtime. Error: "
                   "State transition is not allowed",
                   runtime_state_name(l->state), runtime_step_target(step));
    runtime_answer_error(r, 403, "InvalidStateTransition", text);
    return false;
}

static void next(struct lane *l, struct request *r, const struct target *t)
{
    (void)t;
    if (step(l, r, STEP_NEXT))
        lane_next(l, r);
}

static bool is_current(const struct lane *l, const char *id)
{
    return l->current && l->handed && !strcmp(l->current->request_id, id);
}

/* False: it is not about the current call or comes at the wrong time, and
 * that was answered. */
static bool may_answer(struct lane *l, struct request *r, const char *id,
                       enum runtime_step which)
{
    const char *attempt = request_header(r, "Lambda-Runtime-Invocation-Id");
    bool again = !strcmp(l->answered_id, id) && l->state == RUNTIME_ANSWERED;

    if (!is_current(l, id) && !again) {
        runtime_answer_error(r, 400, "InvalidRequestID", "Invalid request ID");
        return false;
    }
    if (!again && attempt && strcmp(attempt, l->current->attempt) != 0) {
        runtime_answer_error(r, 410, "InvokeTimeout", "Invoke timeout");
        return false;
    }
    return step(l, r, which);
}

static long peak_kb(const struct request *r)
{
    const char *text = request_header(r, "Dayfly-Max-Memory-Kb");
    size_t size = text ? strspn(text, "0123456789") : 0;

    if (size == 0 || size > 12 || text[size] != '\0')
        return -1;
    return strtol(text, NULL, 10);
}

/* A stream that failed after its first byte says so in its trailers. */
static void heed_trailers(struct outcome *o, const struct request *r)
{
    const char *type = request_trailer(r, "Lambda-Runtime-Function-Error-Type");
    const char *body = request_trailer(r, "Lambda-Runtime-Function-Error-Body");
    AUTO(struct buf, buf_free) text = BUF(PAYLOAD_MOST_BYTES);

    if (!type || !*type)
        return;
    if (!body || !*body || !base64_decode(&text, body, strlen(body))) {
        outcome_say(o, type, "The response ended with an error.");
        return;
    }
    outcome_fail(o, type);
    buf_free(&o->body);
    o->body = text;
    text = (struct buf)BUF(0);
}

static void say_too_large(struct outcome *o, const struct request *r)
{
    char text[128];

    (void)snprintf(text, sizeof text,
                   "Response payload size (%llu bytes) exceeded maximum "
                   "allowed payload size (%d bytes).",
                   (unsigned long long)r->body_bytes, PAYLOAD_MOST_BYTES);
    outcome_say(o, "Function.ResponseSizeTooLarge", text);
}

/* Runs what comes next once the runtime was answered. */
static void settle(struct lane *l, struct request *r, struct outcome *o)
{
    o->peak_kb = peak_kb(r);
    lane_settle(l, o);
    buf_free(&o->body);
    lane_turn(l);
}

static void take_body(struct outcome *o, struct request *r)
{
    buf_free(&o->body);
    o->body = r->body;
    r->body = (struct buf)BUF(0);
}

static void response(struct lane *l, struct request *r, const struct target *t)
{
    const char *mode =
        request_header(r, "Lambda-Runtime-Function-Response-Mode");
    struct outcome o = OUTCOME;

    if (!may_answer(l, r, t->segment[3], STEP_RESPONSE))
        return;
    if (mode && strcmp(mode, "streaming") != 0) {
        outcome_say(&o, "Runtime.InvalidResponseModeHeader",
                    "Invalid response mode header");
        runtime_answer_error(r, 400, "InvalidFunctionResponseMode",
                             "Invalid function response mode");
    } else if (r->body_bytes > PAYLOAD_MOST_BYTES) {
        say_too_large(&o, r);
        runtime_answer_too_large(r);
    } else {
        take_body(&o, r);
        heed_trailers(&o, r);
        runtime_answer_ok(r);
    }
    settle(l, r, &o);
}

static void error(struct lane *l, struct request *r, const struct target *t)
{
    const char *type = request_header(r, "Lambda-Runtime-Function-Error-Type");
    struct outcome o = OUTCOME;

    if (!may_answer(l, r, t->segment[3], STEP_ERROR))
        return;
    if (r->body_bytes > PAYLOAD_MOST_BYTES) {
        say_too_large(&o, r);
        runtime_answer_too_large(r);
    } else {
        if (r->body.size == 0)
            outcome_say(&o, type ? type : "Runtime.Unknown",
                        "Unknown application error occurred");
        else
            take_body(&o, r);
        outcome_fail(&o, type);
        runtime_answer_ok(r);
    }
    if (!strcmp(o.error_type, "Sandbox.Timedout"))
        o.status = "timeout";
    settle(l, r, &o);
}

static void init_error(struct lane *l, struct request *r,
                       const struct target *t)
{
    const char *type = request_header(r, "Lambda-Runtime-Function-Error-Type");
    struct outcome o = OUTCOME;

    (void)t;
    if (!step(l, r, STEP_INIT_ERROR))
        return;
    if (r->body.size == 0)
        outcome_say(&o, type ? type : "Runtime.Unknown",
                    "The runtime could not start, and did not say why");
    else
        take_body(&o, r);
    outcome_fail(&o, type);
    runtime_answer_ok(r);
    lane_init_error(l, &o.body,
                    *o.error_type ? o.error_type : "Runtime.Unknown");
    buf_free(&o.body);
    lane_turn(l);
}

static void ping(struct lane *l, struct request *r, const struct target *t)
{
    (void)l;
    (void)t;
    runtime_answer_text(r, 200, "text/plain", "pong");
}

static void logs_stub(struct lane *l, struct request *r, const struct target *t)
{
    (void)l;
    (void)t;
    runtime_answer_error(r, 202, "Logs.NotSupported",
                         "Logs API is not supported");
}

static void telemetry_stub(struct lane *l, struct request *r,
                           const struct target *t)
{
    (void)l;
    (void)t;
    runtime_answer_error(r, 202, "Telemetry.NotSupported",
                         "Telemetry API is not supported");
}

/* "*" stands for any one segment. */
static const struct route {
    const char *method;
    const char *path;
    void (*serve)(struct lane *l, struct request *r, const struct target *t);
} routes[] = {
    {"GET", "2018-06-01/runtime/invocation/next", next},
    {"POST", "2018-06-01/runtime/invocation/*/response", response},
    {"POST", "2018-06-01/runtime/invocation/*/error", error},
    {"POST", "2018-06-01/runtime/init/error", init_error},
    {"GET", "2018-06-01/ping", ping},
    {"PUT", "2020-08-15/logs", logs_stub},
    {"PUT", "2022-07-01/telemetry", telemetry_stub},
};

static void whole(void *self, struct request *r)
{
    struct lane *l = self;
    struct target t;
    bool known = false;

    if (r->serial != l->serial || !l->stage.pid) {
        runtime_answer_error(r, 403, "InvalidStateTransition",
                             "The bootstrap this port was for has ended");
        return;
    }
    bool sound = target_parse(&t, r->target);
    for (size_t i = 0; sound && i < COUNT(routes); i++) {
        if (!target_is(&t, routes[i].path))
            continue;
        known = true;
        if (!strcmp(routes[i].method, r->method)) {
            routes[i].serve(l, r, &t);
            return;
        }
    }
    runtime_answer_error(r, known ? 405 : 404,
                         known ? "MethodNotAllowed" : "NotFound",
                         known ? "Method not allowed" : "No such path");
}

/* An answer that broke off is one all the same: half of it is not given to
 * the caller, and the other half will not come. */
static void broken(void *self, struct request *r)
{
    struct lane *l = self;
    struct target t;

    if (r->serial != l->serial || l->dying || !target_parse(&t, r->target) ||
        !target_is(&t, "2018-06-01/runtime/invocation/*/response") ||
        !is_current(l, t.segment[3]) || !runtime_step(&l->state, STEP_RESPONSE))
        return;
    lane_fail(l, "error", "Runtime.TruncatedResponse",
              "The runtime broke off in the middle of its response");
    lane_turn(l);
}

static void gone(void *self, struct request *r)
{
    lane_gone(self, r);
}

static void refuse(void *self, struct request *r, unsigned status,
                   const char *sentence)
{
    (void)self;
    runtime_answer_error(r, status, "InvalidRequest", sentence);
}

void runtime_api_serve(struct lane *l)
{
    l->service = (struct service){
        .self = l,
        .body_most = PAYLOAD_MOST_BYTES,
        .whole = whole,
        .broken = broken,
        .gone = gone,
        .refuse = refuse,
    };
}
