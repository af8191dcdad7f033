/* runtime_env.h - the environment a bootstrap is started with.
 *
 * It is made from nothing: of the host's own variables only those pass that
 * any process needs, and dayfly's settings; credentials never do. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_ENV_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_ENV_H

#include <stdbool.h>

#include "common/error.h"
#include "host/functions/function.h"

enum { STAGE_VARIABLES_MOST = 1024 };

struct stage_env {
    char *list[STAGE_VARIABLES_MOST + 1]; /* owned, NULL at the end */
    size_t count;
};

bool stage_env_make(struct stage_env *e, const struct function *fn,
                    const char *region, int port, struct fault *f);
void stage_env_clear(struct stage_env *e);

#endif
