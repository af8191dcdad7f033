/* scratch_variables.h - the environment variables by which programs find the
 * folders for their temporary files, caches and settings. For a process with a
 * private folder all of them name folders in it. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_SCRATCH_VARIABLES_H
#define DAYFLY_BOOTSTRAP_LAUNCH_SCRATCH_VARIABLES_H

#include <stddef.h>

struct scratch_variable {
    const char *name;  /* with the '=' */
    const char *below; /* the path in the private folder, from its slash on */
};

enum { SCRATCH_VARIABLES = 7 };

extern const struct scratch_variable scratch_variables[SCRATCH_VARIABLES];

#endif
