#include "host/runtime_api/runtime_request.h"

#include <stdio.h>
#include <string.h>

#include "host/runtime_api/runtime_reply.h"
#include "host/http/request_path.h"

/* Of several calls at work none keeps the runtime from asking for one more. */
static bool step_allowed(struct turn *t, enum runtime_step step)
{
    if (t->lane->dying)
        return false;
    if (step == STEP_NEXT && lane_is_wide(t->lane))
        return t->state != RUNTIME_INIT_ERROR;
    return runtime_step(&t->state, step);
}

/* False: the state forbids it, and that was answered. */
bool runtime_may_step(struct turn *t, struct request *r, enum runtime_step step)
{
    char text[256];

    if (step_allowed(t, step))
        return true;
    (void)snprintf(text, sizeof text,
                   "State transition from %s to %s failed for runtime. Error: "
                   "State transition is not allowed",
                   runtime_state_name(t->state), runtime_step_target(step));
    runtime_answer_error(r, 403, "InvalidStateTransition", text);
    return false;
}

static bool attempt_fits(const struct turn *t, const struct request *r)
{
    const char *attempt = request_header(r, "Lambda-Runtime-Invocation-Id");

    return !attempt || !strcmp(attempt, t->call->attempt);
}

void runtime_refuse_late(struct request *r)
{
    runtime_answer_error(r, 410, "InvokeTimeout", "Invoke timeout");
}

/* The one call at a time that was answered last. */
static bool is_again(const struct lane *l, const char *id)
{
    const struct turn *t = &l->turns[0];

    return !lane_is_wide(l) && t->state == RUNTIME_ANSWERED &&
           !strcmp(t->answered_id, id);
}

/* The call it is about. NULL: it is about none at work or comes at the wrong
 * time, and that was answered. */
struct turn *runtime_may_answer(struct lane *l, struct request *r,
                                const char *id, enum runtime_step which)
{
    struct turn *t = lane_turn_of(l, id);

    if (!t && is_again(l, id)) {
        (void)!runtime_may_step(&l->turns[0], r, which);
        return NULL;
    }
    if (!t && !lane_was_late(l, id)) {
        runtime_answer_error(r, 400, "InvalidRequestID", "Invalid request ID");
        return NULL;
    }
    if (!t || !attempt_fits(t, r)) {
        runtime_refuse_late(r);
        return NULL;
    }
    return runtime_may_step(t, r, which) ? t : NULL;
}

/* The call whose response the request is, and whose is due. NULL: none. */
struct turn *runtime_may_begin(struct lane *l, const struct request *r)
{
    struct target target;

    if (r->serial != l->serial || l->dying ||
        !target_parse(&target, r->target) ||
        !target_is(&target, "2018-06-01/runtime/invocation/*/response"))
        return NULL;
    struct turn *t = lane_turn_of(l, target.segment[3]);
    return t && t->state == RUNTIME_RUNNING && attempt_fits(t, r) ? t : NULL;
}
