#include "host/runtime_api/runtime_request.h"

#include <stdio.h>
#include <string.h>

#include "host/http/request_path.h"
#include "host/runtime_api/runtime_reply.h"

/* Of several calls at work none keeps the runtime from asking for one more. */
static bool step_allowed(struct execution *exec, enum runtime_step step)
{
    if (exec->runner->stopping)
        return false;
    if (step == STEP_NEXT && runner_is_concurrent(exec->runner))
        return exec->state != RUNTIME_INIT_ERROR;
    return runtime_step(&exec->state, step);
}

/* False: the state forbids it, and that was answered. */
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

static bool attempt_fits(const struct execution *exec,
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

/* The one call at a time that was answered last. */
static bool is_again(const struct runner *runner, const char *id)
{
    const struct execution *exec = &runner->executions[0];

    return !runner_is_concurrent(runner) && exec->state == RUNTIME_ANSWERED &&
           !strcmp(exec->answered_id, id);
}

/* The call it is about. NULL: it is about none at work or comes at the wrong
 * time, and that was answered. */
struct execution *runtime_request_execution(struct runner *runner,
                                            struct http_request *req,
                                            const char *id,
                                            enum runtime_step which)
{
    struct execution *exec = runner_execution_of(runner, id);

    if (!exec && is_again(runner, id)) {
        (void)!runtime_request_step(&runner->executions[0], req, which);
        return NULL;
    }
    if (!exec && !runner_timed_out(runner, id)) {
        runtime_reply_error(req, 400, "InvalidRequestID", "Invalid request ID");
        return NULL;
    }
    if (!exec || !attempt_fits(exec, req)) {
        runtime_request_refuse_late(req);
        return NULL;
    }
    return runtime_request_step(exec, req, which) ? exec : NULL;
}

/* The call whose response the request is, and whose is due. NULL: none. */
struct execution *runtime_request_response_begun(struct runner *runner,
                                                 const struct http_request *req)
{
    struct request_path path;

    if (req->serial != runner->serial || runner->stopping ||
        !request_path_parse(&path, req->target) ||
        !request_path_matches(&path,
                              "2018-06-01/runtime/invocation/*/response"))
        return NULL;
    struct execution *exec = runner_execution_of(runner, path.segment[3]);
    return exec && exec->state == RUNTIME_RUNNING && attempt_fits(exec, req)
               ? exec
               : NULL;
}
