/* runtime_state.h - which request to the Runtime API is allowed in which state
 * of the runtime, as in AWS Lambda. Pure. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_STATE_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_STATE_H

#include <stdbool.h>

enum runtime_state {
    RUNTIME_STARTED,    /* has not asked for an event yet */
    RUNTIME_READY,      /* waits for an event */
    RUNTIME_RUNNING,    /* has received an event */
    RUNTIME_ANSWERING,  /* sends a response that is streamed to the caller */
    RUNTIME_ANSWERED,   /* has responded, and not asked again yet */
    RUNTIME_INIT_ERROR, /* has reported that it cannot start; is to exit */
};

enum runtime_step {
    STEP_NEXT,
    STEP_RESPONSE,
    STEP_ERROR,
    STEP_INIT_ERROR,
};

/* The runtime sends a request. True: it is allowed, and *state is the state
 * after it. The runner itself sets RUNNING (an event was dispatched) and
 * ANSWERING (a streamed response begins) and leaves the latter. */
bool runtime_step(enum runtime_state *state, enum runtime_step step);

/* As AWS Lambda spells them in its error messages. */
const char *runtime_state_name(enum runtime_state state);
const char *runtime_step_target(enum runtime_step step);

#endif
