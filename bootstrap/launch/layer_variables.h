/* layer_variables.h - the environment variables by which what layers contain is
 * found: programs of /opt/bin, libraries of /opt/lib, packages of /opt/nodejs.
 */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_LAYER_VARIABLES_H
#define DAYFLY_BOOTSTRAP_LAUNCH_LAYER_VARIABLES_H

#include <stdbool.h>

#include "bootstrap/launch/engine.h"
#include "common/buf.h"

enum { LAYER_VARIABLES_MAX = 3 };

/* Appends those that are needed besides, or instead of, the variables of `all`
 * (ends in NULL), as NAME=value with a NUL after each. engine NULL: an
 * executable. */
bool layer_variables_add(struct buf *text, char *const *all,
                         const struct engine *engine) MUST_CHECK;

#endif
