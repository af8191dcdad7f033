#include "host/runtime_api.h"

#include <stdio.h>
#include <string.h>

#include "host/extension_api.h"
#include "host/lane_rooms.h"
#include "host/runtime_outcome.h"
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

static bool attempt_fits(const struct lane *l, const struct request *r)
{
    const char *attempt = request_header(r, "Lambda-Runtime-Invocation-Id");

    return !attempt || !strcmp(attempt, l->current->attempt);
}

/* False: it is not about the current call or comes at the wrong time, and
 * that was answered. */
static bool may_answer(struct lane *l, struct request *r, const char *id,
                       enum runtime_step which)
{
    bool again = !strcmp(l->answered_id, id) && l->state == RUNTIME_ANSWERED;

    if (!is_current(l, id) && !again) {
        runtime_answer_error(r, 400, "InvalidRequestID", "Invalid request ID");
        return false;
    }
    if (!again && !attempt_fits(l, r)) {
        runtime_answer_error(r, 410, "InvokeTimeout", "Invoke timeout");
        return false;
    }
    return step(l, r, which);
}

/* Runs what comes next once the runtime was answered. */
static void settle(struct lane *l, struct request *r, struct outcome *o)
{
    outcome_take_peak(o, r);
    lane_settle(l, o);
    buf_free(&o->body);
    lane_turn(l);
}

static bool mode_fits(const struct request *r)
{
    const char *mode =
        request_header(r, "Lambda-Runtime-Function-Response-Mode");

    return !mode || !strcmp(mode, "streaming");
}

static void response(struct lane *l, struct request *r, const struct target *t)
{
    struct outcome o = OUTCOME;

    if (!may_answer(l, r, t->segment[3], STEP_RESPONSE))
        return;
    if (!mode_fits(r)) {
        outcome_say(&o, "Runtime.InvalidResponseModeHeader",
                    "Invalid response mode header");
        runtime_answer_error(r, 400, "InvalidFunctionResponseMode",
                             "Invalid function response mode");
    } else if (r->body_bytes > PAYLOAD_MOST_BYTES) {
        outcome_say_too_large(&o);
        runtime_answer_too_large(r, PAYLOAD_MOST_BYTES);
    } else {
        outcome_take_body(&o, r);
        outcome_heed_trailers(&o, r);
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
        outcome_say_too_large(&o);
        runtime_answer_too_large(r, PAYLOAD_MOST_BYTES);
    } else {
        if (r->body.size == 0)
            outcome_say(&o, type ? type : "Runtime.Unknown",
                        "Unknown application error occurred");
        else
            outcome_take_body(&o, r);
        outcome_fail(&o, type);
        runtime_answer_ok(r);
    }
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
        outcome_take_body(&o, r);
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
    {"POST", "2020-01-01/extension/register", extension_api_register},
    {"GET", "2020-01-01/extension/event/next", extension_api_next},
    {"POST", "2020-01-01/extension/init/error", extension_api_init_error},
    {"POST", "2020-01-01/extension/exit/error", extension_api_exit_error},
    {"PUT", "2020-08-15/logs", extension_api_no_logs},
    {"PUT", "2022-07-01/telemetry", extension_api_no_telemetry},
};

/* It has been passed on up to here, or is nobody's any more. */
static void end_stream(struct lane *l, struct request *r)
{
    struct outcome o = OUTCOME;

    if (r == l->sender) {
        outcome_heed_trailers(&o, r);
        runtime_answer_ok(r);
        settle(l, r, &o);
    } else if (r->body_bytes > STREAM_MOST_BYTES) {
        runtime_answer_too_large(r, STREAM_MOST_BYTES);
    } else {
        runtime_answer_error(r, 410, "InvokeTimeout", "Invoke timeout");
    }
}

static void whole(void *self, struct request *r)
{
    struct lane *l = self;
    struct target t;
    bool known = false;

    if (r->own) {
        end_stream(l, r);
        return;
    }
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

/* The request is the response to the current call, which is due. */
static bool is_response(const struct lane *l, const struct request *r)
{
    struct target t;

    return r->serial == l->serial && !l->dying && l->state == RUNTIME_RUNNING &&
           target_parse(&t, r->target) &&
           target_is(&t, "2018-06-01/runtime/invocation/*/response") &&
           is_current(l, t.segment[3]);
}

/* What `response` would refuse is left to it. */
static bool begun(void *self, struct request *r)
{
    struct lane *l = self;
    const char *type = request_header(r, "Content-Type");

    if (strcmp(r->method, "POST") != 0 || !is_response(l, r) ||
        !attempt_fits(l, r) || !mode_fits(r) ||
        !lane_hear(l, r, type ? type : ""))
        return false;
    r->own = l;
    return true;
}

static size_t piece(void *self, struct request *r, const char *bytes,
                    size_t size)
{
    return lane_piece(self, r, bytes, size);
}

/* An answer that broke off is one all the same: half of it is not given to
 * the caller, or as half of one, and the other half will not come. */
static void broken(void *self, struct request *r)
{
    struct lane *l = self;

    if (r->own ? r == l->sender : is_response(l, r))
        lane_broke_off(l);
}

static void gone(void *self, struct request *r)
{
    if (r->over)
        r->over(r);
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
        .begun = begun,
        .piece = piece,
        .whole = whole,
        .broken = broken,
        .gone = gone,
        .refuse = refuse,
    };
}
