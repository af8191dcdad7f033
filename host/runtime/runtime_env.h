/* runtime_env.h - the environment a bootstrap is started with.
 *
 * It is made from nothing: of the host's own variables only those pass that
 * any process needs, and dayfly's settings; credentials never do. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_ENV_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_ENV_H

#include <stdbool.h>

#include "common/error.h"
#include "host/functions/function.h"

enum { RUNTIME_ENV_VARIABLES_MAX = 1024 };

struct runtime_env {
    char *list[RUNTIME_ENV_VARIABLES_MAX + 1]; /* owned, NULL at the end */
    size_t count;
};

bool runtime_env_make(struct runtime_env *env, const struct function *fn,
                      const char *region, int port, struct error *err);
void runtime_env_clear(struct runtime_env *env);

#endif
