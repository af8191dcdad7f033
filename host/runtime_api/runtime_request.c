#include "host/runtime_api/runtime_request.h"

#include <stdio.h>
#include <string.h>

#include "host/runtime_api/runtime_reply.h"
#include "host/http/request_path.h"

/* Of several calls at work none keeps the runtime from asking for one more. */
static bool step_allowed(struct execution *t, enum runtime_step step)
{
    if (t->lane->dying)
        return false;
    if (step == STEP_NEXT && runner_is_concurrent(t->lane))
        return t->state != RUNTIME_INIT_ERROR;
    return runtime_step(&t->state, step);
}

/* False: the state forbids it, and that was answered. */
bool runtime_request_step(struct execution *t, struct http_request *r,
                          enum runtime_step step)
{
    char text[256];

    if (step_allowed(t, step))
        return true;
    (void)snprintf(text, sizeof text,
                   "State transition from %s to %s failed for runtime. Error: "
                   "State transition is not allowed",
                   runtime_state_name(t->state), runtime_step_target(step));
    runtime_reply_error(r, 403, "InvalidStateTransition", text);
    return false;
}

static bool attempt_fits(const struct execution *t,
                         const struct http_request *r)
{
    const char *attempt =
        http_request_header(r, "Lambda-Runtime-Invocation-Id");

    return !attempt || !strcmp(attempt, t->call->attempt);
}

void runtime_request_refuse_late(struct http_request *r)
{
    runtime_reply_error(r, 410, "InvokeTimeout", "Invoke timeout");
}

/* The one call at a time that was answered last. */
static bool is_again(const struct runner *l, const char *id)
{
    const struct execution *t = &l->turns[0];

    return !runner_is_concurrent(l) && t->state == RUNTIME_ANSWERED &&
           !strcmp(t->answered_id, id);
}

/* The call it is about. NULL: it is about none at work or comes at the wrong
 * time, and that was answered. */
struct execution *runtime_request_execution(struct runner *l,
                                            struct http_request *r,
                                            const char *id,
                                            enum runtime_step which)
{
    struct execution *t = runner_execution_of(l, id);

    if (!t && is_again(l, id)) {
        (void)!runtime_request_step(&l->turns[0], r, which);
        return NULL;
    }
    if (!t && !runner_timed_out(l, id)) {
        runtime_reply_error(r, 400, "InvalidRequestID", "Invalid request ID");
        return NULL;
    }
    if (!t || !attempt_fits(t, r)) {
        runtime_request_refuse_late(r);
        return NULL;
    }
    return runtime_request_step(t, r, which) ? t : NULL;
}

/* The call whose response the request is, and whose is due. NULL: none. */
struct execution *runtime_request_response_begun(struct runner *l,
                                                 const struct http_request *r)
{
    struct request_path target;

    if (r->serial != l->serial || l->dying ||
        !request_path_parse(&target, r->target) ||
        !request_path_matches(&target,
                              "2018-06-01/runtime/invocation/*/response"))
        return NULL;
    struct execution *t = runner_execution_of(l, target.segment[3]);
    return t && t->state == RUNTIME_RUNNING && attempt_fits(t, r) ? t : NULL;
}
