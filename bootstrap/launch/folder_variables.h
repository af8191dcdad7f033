/* folder_variables.h - the environment variables by which programs find
 * folders: those for their temporary files, caches and settings, which for a
 * process with a private folder all name folders in it; and those in which
 * layers have programs (/opt/bin), libraries (/opt/lib) and packages
 * (/opt/nodejs). */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_FOLDER_VARIABLES_H
#define DAYFLY_BOOTSTRAP_LAUNCH_FOLDER_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/launch/engine.h"
#include "common/buf.h"

struct scratch_variable {
    const char *name;  /* with the '=' */
    const char *below; /* the path in the private folder, from its slash on */
};

enum { SCRATCH_VARIABLES = 7 };

extern const struct scratch_variable scratch_variables[SCRATCH_VARIABLES];

/* Appends those that are needed besides, or instead of, the variables of `all`
 * (ends in NULL), as NAME=value with a NUL after each. engine NULL: an
 * executable. */
bool layer_variables_add(struct buf *text, char *const *all,
                         const struct engine *engine) MUST_CHECK;

#endif
