#include "host/runtime_api/runtime_api.h"

#include <stdio.h>
#include <string.h>

#include "host/runtime_api/extension_api.h"
#include "host/runner/runner_internal.h"
#include "host/runtime_api/runtime_request.h"
#include "host/runtime_api/runtime_outcome.h"
#include "host/runtime_api/runtime_reply.h"
#include "host/http/request_path.h"

static void next(struct runner *l, struct http_request *r,
                 const struct request_path *t)
{
    (void)t;
    if (!runtime_request_step(&l->turns[0], r, STEP_NEXT))
        return;
    runner_note_peak(l, http_request_header(r, "Dayfly-Max-Memory-Kb"));
    runner_next(l, r);
}

/* The caller has its answer before the runtime has its own. */
static void settle(struct execution *t, struct http_request *r,
                   struct outcome *o)
{
    struct runner *l = t->lane;

    outcome_take_peak(o, r);
    runner_finish(t, o);
    buf_free(&o->body);
    runner_advance(l);
    http_server_flush(l->house->calls);
}

static bool mode_fits(const struct http_request *r)
{
    const char *mode =
        http_request_header(r, "Lambda-Runtime-Function-Response-Mode");

    return !mode || !strcmp(mode, "streaming");
}

static void response(struct runner *l, struct http_request *r,
                     const struct request_path *target)
{
    struct execution *t =
        runtime_request_execution(l, r, target->segment[3], STEP_RESPONSE);
    struct outcome o = OUTCOME;

    if (!t)
        return;
    if (!mode_fits(r)) {
        outcome_set_error(&o, "Runtime.InvalidResponseModeHeader",
                          "Invalid response mode header");
        runtime_reply_error(r, 400, "InvalidFunctionResponseMode",
                            "Invalid function response mode");
    } else if (r->body_bytes > PAYLOAD_MAX_BYTES) {
        outcome_set_too_large(&o);
        runtime_reply_too_large(r, PAYLOAD_MAX_BYTES);
    } else {
        outcome_take_body(&o, r);
        outcome_read_trailers(&o, r);
        runtime_reply_ok(r);
    }
    settle(t, r, &o);
}

static void error(struct runner *l, struct http_request *r,
                  const struct request_path *target)
{
    const char *type =
        http_request_header(r, "Lambda-Runtime-Function-Error-Type");
    struct execution *t =
        runtime_request_execution(l, r, target->segment[3], STEP_ERROR);
    struct outcome o = OUTCOME;

    if (!t)
        return;
    if (r->body_bytes > PAYLOAD_MAX_BYTES) {
        outcome_set_too_large(&o);
        runtime_reply_too_large(r, PAYLOAD_MAX_BYTES);
    } else {
        if (r->body.size == 0)
            outcome_set_error(&o, type ? type : "Runtime.Unknown",
                              "Unknown application error occurred");
        else
            outcome_take_body(&o, r);
        outcome_set_failed(&o, type);
        runtime_reply_ok(r);
    }
    settle(t, r, &o);
}

static void init_error(struct runner *l, struct http_request *r,
                       const struct request_path *t)
{
    const char *type =
        http_request_header(r, "Lambda-Runtime-Function-Error-Type");
    struct outcome o = OUTCOME;

    (void)t;
    if (!runtime_request_step(&l->turns[0], r, STEP_INIT_ERROR))
        return;
    runner_set_state(l, RUNTIME_INIT_ERROR);
    if (r->body.size == 0)
        outcome_set_error(&o, type ? type : "Runtime.Unknown",
                          "The runtime could not start, and did not say why");
    else
        outcome_take_body(&o, r);
    outcome_set_failed(&o, type);
    runtime_reply_ok(r);
    runner_init_error(l, &o.body,
                      *o.error_type ? o.error_type : "Runtime.Unknown");
    buf_free(&o.body);
    runner_advance(l);
}

static void ping(struct runner *l, struct http_request *r,
                 const struct request_path *t)
{
    (void)l;
    (void)t;
    runtime_reply_text(r, 200, "text/plain", "pong");
}

/* "*" stands for any one segment. */
static const struct route {
    const char *method;
    const char *path;
    void (*serve)(struct runner *l, struct http_request *r,
                  const struct request_path *t);
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
static void end_stream(struct runner *l, struct http_request *r)
{
    struct execution *t = runner_execution_of_response(l, r);
    struct outcome o = OUTCOME;

    if (t) {
        outcome_read_trailers(&o, r);
        runtime_reply_ok(r);
        settle(t, r, &o);
    } else if (r->body_bytes > STREAM_MAX_BYTES) {
        runtime_reply_too_large(r, STREAM_MAX_BYTES);
    } else {
        runtime_request_refuse_late(r);
    }
}

static void whole(void *self, struct http_request *r)
{
    struct runner *l = self;
    struct request_path t;
    bool known = false;

    if (r->own) {
        end_stream(l, r);
        return;
    }
    if (r->serial != l->serial || !l->stage.pid) {
        runtime_reply_error(r, 403, "InvalidStateTransition",
                            "The bootstrap this port was for has ended");
        return;
    }
    bool sound = request_path_parse(&t, r->target);
    for (size_t i = 0; sound && i < COUNT(routes); i++) {
        if (!request_path_matches(&t, routes[i].path))
            continue;
        known = true;
        if (!strcmp(routes[i].method, r->method)) {
            routes[i].serve(l, r, &t);
            return;
        }
    }
    runtime_reply_error(r, known ? 405 : 404,
                        known ? "MethodNotAllowed" : "NotFound",
                        known ? "Method not allowed" : "No such path");
}

/* What `response` would refuse is left to it. */
static bool begun(void *self, struct http_request *r)
{
    struct runner *l = self;
    const char *type = http_request_header(r, "Content-Type");
    struct execution *t = strcmp(r->method, "POST") == 0
                              ? runtime_request_response_begun(l, r)
                              : NULL;

    if (!t || !mode_fits(r) || !runner_response_begin(t, r, type ? type : ""))
        return false;
    r->own = l;
    return true;
}

static size_t piece(void *self, struct http_request *r, const char *bytes,
                    size_t size)
{
    return runner_response_data(self, r, bytes, size);
}

/* An answer that broke off is one all the same: half of it is not given to
 * the caller, or as half of one, and the other half will not come. */
static void broken(void *self, struct http_request *r)
{
    struct execution *t = r->own ? runner_execution_of_response(self, r)
                                 : runtime_request_response_begun(self, r);

    if (t)
        runner_response_aborted(t);
}

static void gone(void *self, struct http_request *r)
{
    if (r->over)
        r->over(r);
    runner_request_closed(self, r);
}

static void refuse(void *self, struct http_request *r, unsigned status,
                   const char *sentence)
{
    (void)self;
    runtime_reply_error(r, status, "InvalidRequest", sentence);
}

void runtime_api_serve(struct runner *l)
{
    l->service = (struct http_handler){
        .self = l,
        .body_most = PAYLOAD_MAX_BYTES,
        .begun = begun,
        .piece = piece,
        .whole = whole,
        .broken = broken,
        .gone = gone,
        .refuse = refuse,
    };
}
