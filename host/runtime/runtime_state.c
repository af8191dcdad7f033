#include "host/runtime/runtime_state.h"

/* While RUNNING: the runtime has lost the response to its `next` and gets the
 * same event again. While ANSWERING the `next` waits for the end of the
 * response. AWS Lambda refuses it; but when a runtime breaks off its response
 * and asks for the next event, the host may see these in either order. */
static bool next_allowed(enum runtime_state *state)
{
    switch (*state) {
    case RUNTIME_STARTED:
    case RUNTIME_READY:
    case RUNTIME_ANSWERED:
        *state = RUNTIME_READY;
        return true;
    case RUNTIME_RUNNING:
    case RUNTIME_ANSWERING:
        return true;
    case RUNTIME_INIT_ERROR:
        return false;
    }
    return false;
}

bool runtime_step(enum runtime_state *state, enum runtime_step step)
{
    switch (step) {
    case STEP_NEXT:
        return next_allowed(state);
    case STEP_RESPONSE:
    case STEP_ERROR:
        if (*state != RUNTIME_RUNNING)
            return false;
        *state = RUNTIME_ANSWERED;
        return true;
    case STEP_INIT_ERROR:
        if (*state != RUNTIME_STARTED)
            return false;
        *state = RUNTIME_INIT_ERROR;
        return true;
    }
    return false;
}

const char *runtime_state_name(enum runtime_state state)
{
    switch (state) {
    case RUNTIME_STARTED:
        return "Started";
    case RUNTIME_READY:
        return "Ready";
    case RUNTIME_RUNNING:
        return "Running";
    case RUNTIME_ANSWERING:
        return "InvocationResponse";
    case RUNTIME_ANSWERED:
        return "RuntimeResponseSentState";
    case RUNTIME_INIT_ERROR:
        return "InitError";
    }
    return "Unknown";
}

const char *runtime_step_target(enum runtime_step step)
{
    switch (step) {
    case STEP_NEXT:
        return "Ready";
    case STEP_RESPONSE:
        return "InvocationResponse";
    case STEP_ERROR:
        return "InvocationErrorResponse";
    case STEP_INIT_ERROR:
        return "InitError";
    }
    return "Unknown";
}
