#include "host/runtime_api/runtime_api.h"

#include <stdio.h>
#include <string.h>

#include "host/runtime_api/extension_api.h"
#include "host/runner/runner_internal.h"
#include "host/runtime_api/runtime_request.h"
#include "host/runtime_api/runtime_outcome.h"
#include "host/runtime_api/runtime_reply.h"
#include "host/http/request_path.h"

static void next(struct lane *l, struct request *r, const struct target *t)
{
    (void)t;
    if (!runtime_may_step(&l->turns[0], r, STEP_NEXT))
        return;
    lane_hear_peak(l, request_header(r, "Dayfly-Max-Memory-Kb"));
    lane_next(l, r);
}

/* The caller has its answer before the runtime has its own. */
static void settle(struct turn *t, struct request *r, struct outcome *o)
{
    struct lane *l = t->lane;

    outcome_take_peak(o, r);
    lane_settle(t, o);
    buf_free(&o->body);
    lane_turn(l);
    door_flush(l->house->calls);
}

static bool mode_fits(const struct request *r)
{
    const char *mode =
        request_header(r, "Lambda-Runtime-Function-Response-Mode");

    return !mode || !strcmp(mode, "streaming");
}

static void response(struct lane *l, struct request *r,
                     const struct target *target)
{
    struct turn *t =
        runtime_may_answer(l, r, target->segment[3], STEP_RESPONSE);
    struct outcome o = OUTCOME;

    if (!t)
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
    settle(t, r, &o);
}

static void error(struct lane *l, struct request *r,
                  const struct target *target)
{
    const char *type = request_header(r, "Lambda-Runtime-Function-Error-Type");
    struct turn *t = runtime_may_answer(l, r, target->segment[3], STEP_ERROR);
    struct outcome o = OUTCOME;

    if (!t)
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
    settle(t, r, &o);
}

static void init_error(struct lane *l, struct request *r,
                       const struct target *t)
{
    const char *type = request_header(r, "Lambda-Runtime-Function-Error-Type");
    struct outcome o = OUTCOME;

    (void)t;
    if (!runtime_may_step(&l->turns[0], r, STEP_INIT_ERROR))
        return;
    lane_set_state(l, RUNTIME_INIT_ERROR);
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
    struct turn *t = lane_heard_by(l, r);
    struct outcome o = OUTCOME;

    if (t) {
        outcome_heed_trailers(&o, r);
        runtime_answer_ok(r);
        settle(t, r, &o);
    } else if (r->body_bytes > STREAM_MOST_BYTES) {
        runtime_answer_too_large(r, STREAM_MOST_BYTES);
    } else {
        runtime_refuse_late(r);
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

/* What `response` would refuse is left to it. */
static bool begun(void *self, struct request *r)
{
    struct lane *l = self;
    const char *type = request_header(r, "Content-Type");
    struct turn *t =
        strcmp(r->method, "POST") == 0 ? runtime_may_begin(l, r) : NULL;

    if (!t || !mode_fits(r) || !lane_hear(t, r, type ? type : ""))
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
    struct turn *t =
        r->own ? lane_heard_by(self, r) : runtime_may_begin(self, r);

    if (t)
        lane_broke_off(t);
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
