/* extensions.h - internal extensions: those that a runtime registers within its
 * own process. What each may ask for, and how it gets its INVOKE events.
 * States, names and limits are those of the Lambda Extensions API
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html).
 */
#ifndef DAYFLY_HOST_RUNTIME_EXTENSIONS_H
#define DAYFLY_HOST_RUNTIME_EXTENSIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "host/base/ids.h"
#include "host/runtime/invocation.h"

enum {
    EXTENSIONS_MAX = 10,
    EXTENSION_NAME_SIZE = 128,
};

enum extension_state {
    EXTENSION_REGISTERED, /* has not asked for an event yet */
    EXTENSION_READY,      /* waits for an event */
    EXTENSION_RUNNING,    /* has received an event */
    EXTENSION_INIT_ERROR, /* has reported that it cannot start */
    EXTENSION_EXIT_ERROR, /* has reported that it ends */
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
    bool subscribed;        /* to INVOKE events */
    bool has_pending_event; /* the current invocation was not sent to it yet */
    struct http_request *next_request; /* its pending `next`, or NULL */
};

/* The extensions of one runtime process. A pointer to it may be NULL: there is
 * none. */
struct extensions {
    struct extension list[EXTENSIONS_MAX];
    size_t count;
};

enum extension_add_result {
    EXTENSION_ADDED,
    EXTENSION_BAD_NAME, /* empty or too long */
    EXTENSION_DUPLICATE,
    EXTENSION_TOO_MANY,
};

/* Adds an extension with a new id. `*added` is set on EXTENSION_ADDED only. */
enum extension_add_result extensions_add(struct extensions *e, const char *name,
                                         struct extension **added);
/* NULL: no extension has this id. `e` may be NULL. */
struct extension *extensions_find(struct extensions *e, const char *id);
/* Responds with status 410 to every pending `next` and frees them; *e becomes
 * NULL. */
void extensions_free(struct extensions **e);

/* Sends the event of an invocation that begins to every subscribed extension:
 * now if its `next` is pending, else with its next one. */
void extensions_notify_invoke(struct extensions *e,
                              const struct invocation *inv);
/* A `next` was answered or its connection is closed: its extension may ask
 * again. */
void extensions_request_closed(struct extensions *e,
                               const struct http_request *req);
/* Responds to the extension's pending `next` with the INVOKE event. */
void extension_send_invoke(struct extension *x, const struct invocation *inv);

/* Appends `"name":"value"` to the JSON object in `out`, with a comma unless it
 * is the first member. False: out of memory. */
bool extension_add_member(struct buf *out, const char *name,
                          const char *value) MUST_CHECK;

/* True: the step is allowed, and *state is the state after it. */
bool extension_step(enum extension_state *state, enum extension_step step);
const char *extension_state_name(enum extension_state state);
const char *extension_step_target(enum extension_step step);

#endif
