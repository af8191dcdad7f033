/* runtime_state.h - what a runtime may ask of its Runtime API, and when.
 * The table of the real service; pure. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_STATE_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_STATE_H

#include <stdbool.h>

enum runtime_state {
    RUNTIME_STARTED,    /* has not asked for an event yet */
    RUNTIME_READY,      /* waits for one */
    RUNTIME_RUNNING,    /* has one */
    RUNTIME_ANSWERING,  /* its response is passed on while it comes in */
    RUNTIME_ANSWERED,   /* has answered it, and not asked again yet */
    RUNTIME_INIT_ERROR, /* said that it cannot start; is to exit */
};

enum runtime_step {
    STEP_NEXT,
    STEP_RESPONSE,
    STEP_ERROR,
    STEP_INIT_ERROR,
};

/* True: the step is allowed, and *state is what holds after it. READY to
 * RUNNING is no step of the runtime: it is when an event is handed out; nor
 * are those to ANSWERING and on: a response begins, and is there. */
bool runtime_step(enum runtime_state *state, enum runtime_step step);

/* As the service spells them in its refusals. */
const char *runtime_state_name(enum runtime_state state);
const char *runtime_step_target(enum runtime_step step);

#endif
