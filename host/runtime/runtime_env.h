/* runtime_env.h - the environment that a runtime process is started with.
 *
 * Of the host's own variables it has only those that any process needs and the
 * settings of dayfly; credentials only if the user gives them. Of several
 * values of one name the last counts: of the host's environment, of the
 * manifest's `env`, of the file .env in the function's folder, given by the
 * user to all functions, of the debugger. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_ENV_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_ENV_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/functions/function.h"

enum { RUNTIME_ENV_VARIABLES_MAX = 1024 };

/* What the host does for a runtime process. */
struct runtime_place {
    const char *region;
    const char *log_stream; /* of the process */
    int port;               /* of the Runtime API */
    bool watched;           /* the host watches the code */
    bool has_channel;       /* the process gets the door of a channel */
    const char *init_type;  /* of the process; NULL: there is none */
    bool is_trial;          /* of code that may not start */
    /* Another one has said whether memory cannot be limited here. */
    bool memory_noted;
};

struct runtime_env {
    char *list[RUNTIME_ENV_VARIABLES_MAX + 1]; /* owned, NULL at the end */
    size_t count;
};

/* AWS_LAMBDA_INITIALIZATION_TYPE of a process that runs so many events at once,
 * or is one of those that are kept ready. */
const char *runtime_env_init_type(unsigned lanes, bool provisioned);
/* Its processes keep code that they have loaded, and its variables leave it to
 * the host who watches that. */
bool runtime_env_watches(const struct function *fn);
/* False: err says why; nothing is left to clear. */
bool runtime_env_make(struct runtime_env *env, const struct function *fn,
                      const struct runtime_place *place, struct error *err);
/* Replaces a variable that was set before. False: there are too many, or out of
 * memory. */
bool runtime_env_set(struct runtime_env *env, const char *name,
                     const char *value) MUST_CHECK;
/* The value of a variable; NULL: it is not set. */
const char *runtime_env_get(const struct runtime_env *env, const char *name);
/* The name of a setting that the host passes on; NULL after the last. */
const char *runtime_env_setting_name(size_t number);
/* The name of the next setting that the host's environment has, from *at on,
 * which begins with 0. NULL: there is no other. */
const char *runtime_env_setting(size_t *at);
void runtime_env_clear(struct runtime_env *env);

#endif
