/* extensions.h - the extensions that a runtime registers within itself, and
 * what each may ask for. The words and the limits are AWS's; pure. */
#ifndef DAYFLY_HOST_RUNTIME_EXTENSIONS_H
#define DAYFLY_HOST_RUNTIME_EXTENSIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "host/base/ids.h"

enum {
    EXTENSIONS_MAX = 10,
    EXTENSION_NAME_SIZE = 128,
};

enum extension_state {
    EXTENSION_REGISTERED, /* has not asked for an event yet */
    EXTENSION_READY,      /* waits for one */
    EXTENSION_RUNNING,    /* has one */
    EXTENSION_INIT_ERROR, /* said that it cannot start */
    EXTENSION_EXIT_ERROR, /* said that it ends */
};

enum extension_step {
    EXTENSION_NEXT,
    EXTENSION_FAIL_INIT,
    EXTENSION_FAIL_EXIT,
};

struct extension {
    char id[UUID_SIZE];
    char name[EXTENSION_NAME_SIZE];
    enum extension_state state;
    bool subscribed;                   /* of invocations */
    bool has_pending_event;            /* of one that it has not been told of */
    struct http_request *next_request; /* its `next`, while ready; or NULL */
};

struct extensions {
    struct extension list[EXTENSIONS_MAX];
    size_t count;
};

enum extension_add_result {
    EXTENSION_TAKEN,
    EXTENSION_NO_NAME, /* or one too long */
    EXTENSION_TWICE,
    EXTENSION_TOO_MANY,
};

/* Adds one with a fresh id; `*added` is set when it is taken. */
enum extension_add_result extensions_add(struct extensions *e, const char *name,
                                         struct extension **added);
/* NULL: there is none of that id. */
struct extension *extensions_find(struct extensions *e, const char *id);

/* True: the step is allowed, and *state is what holds after it. */
bool extension_step(enum extension_state *state, enum extension_step step);
const char *extension_state_name(enum extension_state state);
const char *extension_step_target(enum extension_step step);

#endif
