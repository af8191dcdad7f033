/* function_state.h - whether what was sent of a function holds now. */
#ifndef DAYFLY_HOST_DEPLOY_FUNCTION_STATE_H
#define DAYFLY_HOST_DEPLOY_FUNCTION_STATE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct deploy;

/* Waits until the function is neither Pending nor InProgress; *configuration
 * is replaced by what it is then. False: it cannot be asked, or it takes more
 * than five minutes. */
bool function_state_wait(json_t **configuration, const struct deploy *d,
                         const char *name, struct error *err) MUST_CHECK;
/* Its code has started, as far as the configuration says. False: err has the
 * reason that it gives. */
bool function_state_check(const json_t *configuration, struct error *err);

#endif
