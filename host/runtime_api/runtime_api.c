#include "host/runtime_api/runtime_api.h"

#include <stdio.h>
#include <string.h>

#include "host/http/request_path.h"
#include "host/runner/pool_queue.h"
#include "host/runner/runner_executions.h"
#include "host/runner/runner_finish.h"
#include "host/runner/runner_next.h"
#include "host/runner/runner_report.h"
#include "host/runner/runner_response.h"
#include "host/runtime_api/extension_api.h"
#include "host/runtime_api/init_error.h"
#include "host/runtime_api/peer_check.h"
#include "host/runtime_api/runtime_reply.h"
#include "host/runtime_api/runtime_request.h"

static void next(struct runner *runner, struct http_request *req,
                 const struct request_path *path)
{
    (void)path;
    if (!peer_check_sender(runner, req) ||
        !runtime_request_step(&runner->executions[0], req, STEP_NEXT))
        return;
    init_error_forget_late(runner);
    runner_note_peak(runner, http_request_header(req, "Dayfly-Max-Memory-Kb"));
    runner_next(runner, req);
    runner_advance(runner);
}

/* The caller's response is written before the runtime's. */
static void finish(struct execution *exec, struct http_request *req,
                   struct outcome *outcome)
{
    struct runner *runner = exec->runner;

    outcome_take_peak(outcome, req);
    outcome_take_load(outcome, req);
    outcome->produced_bytes = req->body_bytes;
    runner_finish(exec, outcome);
    buf_free(&outcome->body);
    runner_advance(runner);
    http_server_flush(runner->context->api_server);
}

static bool mode_is_valid(const struct http_request *req)
{
    const char *mode =
        http_request_header(req, "Lambda-Runtime-Function-Response-Mode");

    return !mode || !strcmp(mode, "streaming");
}

static void response(struct runner *runner, struct http_request *req,
                     const struct request_path *path)
{
    struct execution *exec =
        runtime_request_execution(runner, req, path->segment[3], STEP_RESPONSE);
    struct outcome outcome = OUTCOME;

    if (!exec)
        return;
    if (!mode_is_valid(req)) {
        outcome_set_error(&outcome, "Runtime.InvalidResponseModeHeader",
                          "Invalid response mode header");
        runtime_reply_error(req, 400, "InvalidFunctionResponseMode",
                            "Invalid function response mode");
    } else if (req->body_bytes > PAYLOAD_MAX_BYTES) {
        outcome_set_too_large(&outcome);
        runtime_reply_too_large(req, PAYLOAD_MAX_BYTES);
    } else {
        outcome_take_body(&outcome, req);
        outcome_read_trailers(&outcome, req);
        runtime_reply_ok(req);
    }
    finish(exec, req, &outcome);
}

/* Only dayfly's bootstrap tells. */
static bool is_begun_again(struct execution *exec,
                           const struct http_request *req)
{
    const char *event = http_request_header(req, "Dayfly-Event");

    return event && !exec->runner->function->own_bootstrap &&
           !strcmp(event, "unread") && runner_begin_again(exec);
}

static void error(struct runner *runner, struct http_request *req,
                  const struct request_path *path)
{
    const char *type =
        http_request_header(req, "Lambda-Runtime-Function-Error-Type");
    struct execution *exec =
        runtime_request_execution(runner, req, path->segment[3], STEP_ERROR);
    struct outcome outcome = OUTCOME;

    if (!exec)
        return;
    if (is_begun_again(exec, req)) {
        runtime_reply_ok(req);
        runner_advance(runner);
        return;
    }
    if (req->body_bytes > PAYLOAD_MAX_BYTES) {
        outcome_set_too_large(&outcome);
        runtime_reply_too_large(req, PAYLOAD_MAX_BYTES);
    } else {
        if (req->body.size == 0)
            outcome_set_error(&outcome, type ? type : "Runtime.Unknown",
                              "Unknown application error occurred");
        else
            outcome_take_body(&outcome, req);
        outcome_set_failed(&outcome, type);
        runtime_reply_ok(req);
    }
    finish(exec, req, &outcome);
}

/* Only dayfly's bootstrap tells. */
static void loading(struct runner *runner, struct http_request *req,
                    const struct request_path *path)
{
    struct execution *exec = runner_execution_of(runner, path->segment[3]);

    if (!exec) {
        runtime_reply_error(req, 400, "InvalidRequestID", "Invalid request ID");
        return;
    }
    runner_note_loading(exec);
    runtime_reply_ok(req);
}

static void ping(struct runner *runner, struct http_request *req,
                 const struct request_path *path)
{
    (void)runner;
    (void)path;
    runtime_reply_text(req, 200, "text/plain", "pong");
}

/* Paths as for request_path_matches. */
static const struct route {
    const char *method;
    const char *path;
    bool of_runtime; /* not of an extension, or of anybody */
    void (*serve)(struct runner *runner, struct http_request *req,
                  const struct request_path *path);
} routes[] = {
    {"GET", "2018-06-01/runtime/invocation/next", true, next},
    {"POST", "2018-06-01/runtime/invocation/*/response", true, response},
    {"POST", "2018-06-01/runtime/invocation/*/error", true, error},
    {"GET", "2018-06-01/runtime/invocation/*/loading", true, loading},
    {"POST", "2018-06-01/runtime/init/error", true, init_error_receive},
    {"GET", "2018-06-01/ping", false, ping},
    {"POST", "2020-01-01/extension/register", false, extension_api_register},
    {"GET", "2020-01-01/extension/event/next", false, extension_api_next},
    {"POST", "2020-01-01/extension/init/error", false,
     extension_api_init_error},
    {"POST", "2020-01-01/extension/exit/error", false,
     extension_api_exit_error},
    {"PUT", "2020-08-15/logs", false, extension_api_no_logs},
    {"PUT", "2022-07-01/telemetry", false, extension_api_no_telemetry},
};

/* The end of a streamed response; its invocation may be over by now. */
static void end_stream(struct runner *runner, struct http_request *req)
{
    struct execution *exec = runner_execution_of_response(runner, req);
    struct outcome outcome = OUTCOME;

    if (exec) {
        outcome_read_trailers(&outcome, req);
        runtime_reply_ok(req);
        finish(exec, req, &outcome);
    } else if (req->body_bytes > STREAM_MAX_BYTES) {
        runtime_reply_too_large(req, STREAM_MAX_BYTES);
    } else {
        runtime_request_refuse_late(req);
    }
}

/* Of a process that has ended, what it has told is read, and it is given
 * nothing. */
static bool is_served(const struct runner *runner,
                      const struct http_request *req)
{
    return req->serial == runner->serial &&
           (runner->process.pid ||
            (runner->ended && !strcmp(req->method, "POST")));
}

static void on_request(void *self, struct http_request *req)
{
    struct runner *runner = self;
    struct request_path path;
    bool known = false;

    if (req->user_data) {
        end_stream(runner, req);
        return;
    }
    if (!is_served(runner, req)) {
        runtime_reply_error(
            req, 403, "InvalidStateTransition",
            "The runtime process that this port was opened for has ended");
        return;
    }
    bool valid = request_path_parse(&path, req->target);
    for (size_t i = 0; valid && i < COUNT(routes); i++) {
        if (!request_path_matches(&path, routes[i].path))
            continue;
        known = true;
        if (strcmp(routes[i].method, req->method) != 0)
            continue;
        if (!routes[i].of_runtime || peer_check_way(runner, req))
            routes[i].serve(runner, req, &path);
        return;
    }
    runtime_reply_error(req, known ? 405 : 404,
                        known ? "MethodNotAllowed" : "NotFound",
                        known ? "Method not allowed" : "No such path");
}

/* A streamed response is passed on from here. All others, also those that are
 * refused, wait for their body. */
static bool on_headers(void *self, struct http_request *req)
{
    struct runner *runner = self;
    const char *type = http_request_header(req, "Content-Type");
    struct execution *exec = strcmp(req->method, "POST") == 0
                                 ? runtime_request_response_begun(runner, req)
                                 : NULL;

    if (!exec || !mode_is_valid(req) ||
        !runner_response_begin(exec, req, type ? type : ""))
        return false;
    req->user_data = runner;
    return true;
}

static size_t on_body(void *self, struct http_request *req, const char *bytes,
                      size_t size)
{
    struct execution *exec = runner_execution_of_response(self, req);

    if (!exec)
        return runner_response_drop(req, size);
    size_t taken = runner_response_data(exec, req, bytes, size);
    if (!exec->invocation)
        runner_advance(self);
    return taken;
}

/* A response that breaks off ends the invocation: the runtime will not send it
 * again. */
static void on_abort(void *self, struct http_request *req)
{
    struct execution *exec = req->user_data
                                 ? runner_execution_of_response(self, req)
                                 : runtime_request_response_begun(self, req);

    if (!exec)
        return;
    runner_response_aborted(exec);
    runner_advance(self);
}

static void on_close(void *self, struct http_request *req)
{
    if (req->on_closed)
        req->on_closed(req);
    runner_request_closed(self, req);
}

static void on_reject(void *self, struct http_request *req, unsigned status,
                      const char *sentence)
{
    (void)self;
    runtime_reply_error(req, status, "InvalidRequest", sentence);
}

void runtime_api_serve(struct runner *runner)
{
    runner->handler = (struct http_handler){
        .self = runner,
        .body_max = PAYLOAD_MAX_BYTES,
        .on_headers = on_headers,
        .on_body = on_body,
        .on_request = on_request,
        .on_abort = on_abort,
        .on_close = on_close,
        .on_reject = on_reject,
    };
}
