#include "host/runtime_api/runtime_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "host/http/http_server.h"
#include "host/http/request_path.h"
#include "host/runner/runner_executions.h"
#include "host/runtime/platform_log.h"
#include "host/runtime_api/peer_check.h"
#include "host/runtime_api/runtime_reply.h"

/* With concurrency a `next` is allowed at any time: no single invocation keeps
 * the runtime from asking for one more. */
static bool step_allowed(struct execution *exec, enum runtime_step step)
{
    if (exec->runner->stopping)
        return false;
    if (step == STEP_NEXT && runner_is_concurrent(exec->runner))
        return exec->state != RUNTIME_INIT_ERROR;
    return runtime_step(&exec->state, step);
}

bool runtime_request_step(struct execution *exec, struct http_request *req,
                          enum runtime_step step)
{
    char text[256];

    if (step_allowed(exec, step))
        return true;
    (void)snprintf(text, sizeof text,
                   "State transition from %s to %s failed for runtime. Error: "
                   "State transition is not allowed",
                   runtime_state_name(exec->state), runtime_step_target(step));
    runtime_reply_error(req, 403, "InvalidStateTransition", text);
    return false;
}

static bool attempt_matches(const struct execution *exec,
                            const struct http_request *req)
{
    const char *attempt =
        http_request_header(req, "Lambda-Runtime-Invocation-Id");

    return !attempt || !strcmp(attempt, exec->invocation->attempt_id);
}

void runtime_request_refuse_late(struct http_request *req)
{
    runtime_reply_error(req, 410, "InvokeTimeout", "Invoke timeout");
}

/* The invocation with this id was the last one, and is over. */
static bool is_repeated(const struct runner *runner, const char *id)
{
    const struct execution *exec = &runner->executions[0];

    return !runner_is_concurrent(runner) && exec->state == RUNTIME_ANSWERED &&
           !strcmp(exec->answered_id, id);
}

struct execution *runtime_request_execution(struct runner *runner,
                                            struct http_request *req,
                                            const char *id,
                                            enum runtime_step step)
{
    struct execution *exec = runner_execution_of(runner, id);

    if (!exec && is_repeated(runner, id)) {
        (void)!runtime_request_step(&runner->executions[0], req, step);
        return NULL;
    }
    if (!exec && !runner_timed_out(runner, id)) {
        runtime_reply_error(req, 400, "InvalidRequestID", "Invalid request ID");
        return NULL;
    }
    if (!exec || !attempt_matches(exec, req)) {
        runtime_request_refuse_late(req);
        return NULL;
    }
    return runtime_request_step(exec, req, step) ? exec : NULL;
}

struct execution *runtime_request_response_begun(struct runner *runner,
                                                 struct http_request *req)
{
    struct request_path path;

    if (req->serial != runner->serial || runner->stopping ||
        !peer_came_right(runner, req) ||
        !request_path_parse(&path, req->target) ||
        !request_path_matches(&path,
                              "2018-06-01/runtime/invocation/*/response"))
        return NULL;
    struct execution *exec = runner_execution_of(runner, path.segment[3]);
    return exec && exec->state == RUNTIME_RUNNING && attempt_matches(exec, req)
               ? exec
               : NULL;
}

void outcome_take_peak(struct outcome *outcome, const struct http_request *req)
{
    const char *text = http_request_header(req, "Dayfly-Max-Memory-Kb");
    size_t size = text ? strspn(text, "0123456789") : 0;

    if (size > 0 && size <= 12 && text[size] == '\0')
        outcome->peak_kb = strtol(text, NULL, 10);
    outcome->peak_follows = text && !strcmp(text, "next");
}

void outcome_take_load(struct outcome *outcome, const struct http_request *req)
{
    /* The bootstrap of a layer may be older than this host: those up to 0.2.0
     * send milliseconds. */
    static const struct {
        const char *header;
        long us;
    } units[] = {{"Dayfly-Load-Us", 1}, {"Dayfly-Load-Ms", 1000}};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const char *text = http_request_header(req, units[i].header);
        size_t size = text ? strspn(text, "0123456789") : 0;

        if (size > 0 && size <= 9 && text[size] == '\0')
            outcome->load_us = strtol(text, NULL, 10) * units[i].us;
    }
}

void outcome_take_body(struct outcome *outcome, struct http_request *req)
{
    buf_free(&outcome->body);
    outcome->body = req->body;
    req->body = (struct buf)BUF(0);
}

void outcome_read_trailers(struct outcome *outcome,
                           const struct http_request *req)
{
    const char *type =
        http_request_trailer(req, "Lambda-Runtime-Function-Error-Type");
    const char *body =
        http_request_trailer(req, "Lambda-Runtime-Function-Error-Body");
    AUTO(struct buf, buf_free) text = BUF(PAYLOAD_MAX_BYTES);

    if (!type || !*type)
        return;
    if (!body || !*body || !base64_decode(&text, body, strlen(body))) {
        outcome_set_error(outcome, type, "The response ended with an error.");
        return;
    }
    outcome_set_failed(outcome, type);
    buf_free(&outcome->body);
    outcome->body = text;
    text = (struct buf)BUF(0);
}

void outcome_set_too_large(struct outcome *outcome)
{
    char text[TOO_LARGE_TEXT_SIZE];

    platform_log_too_large(text, PAYLOAD_MAX_BYTES);
    outcome_set_error(outcome, "Function.ResponseSizeTooLarge", text);
}
