/* deploy_step.h - the steps of a deployment, as the user sees them. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_STEP_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_STEP_H

#include <stdbool.h>

#include "common/compiler.h"

struct deploy;

/* Shows a step, "NAME: …", before it is done. False: it is a dry run, and must
 * not be done. */
bool deploy_step(struct deploy *d, const char *name, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Shows what is no step. */
void deploy_say(const struct deploy *d, const char *name, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

#endif
