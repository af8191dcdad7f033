/* debugged_engine.h - the interpreters that can wait for a debugger, and which
 * of them runs a function: the same as the bootstrap chooses. */
#ifndef DAYFLY_HOST_DEBUG_DEBUGGED_ENGINE_H
#define DAYFLY_HOST_DEBUG_DEBUGGED_ENGINE_H

#include <limits.h>
#include <stdbool.h>

#include "common/error.h"
#include "host/functions/function.h"
#include "host/runtime/runtime_env.h"

/* In the texts of struct debugged_engine. */
#define DEBUGGED_NAME "<NA>" /* of the function */
#define DEBUGGED_PORT "<PO>" /* that the debugger connects to */

struct debugged_engine {
    const char *name; /* how the names of its executables begin */
    const char *executable;
    const char *flags;   /* for the process, to wait */
    const char *launch;  /* for VS Code, to connect */
    const char *library; /* a module that it must have; NULL: none */
};

/* The engine that runs the function with this environment, and the path of its
 * executable. NULL: err says why no debugger can be used. */
const struct debugged_engine *
debugged_engine_find(const struct function *fn, const struct runtime_env *env,
                     char interpreter[PATH_MAX], struct error *err);

#endif
