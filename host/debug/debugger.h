/* debugger.h - how the process of a function is started so that it waits for a
 * debugger: Node, Deno and Bun by their inspectors, Python by debugpy. */
#ifndef DAYFLY_HOST_DEBUG_DEBUGGER_H
#define DAYFLY_HOST_DEBUG_DEBUGGER_H

#include <limits.h>
#include <stdbool.h>

#include "common/error.h"
#include "host/functions/function.h"

enum { DEBUGGER_FLAGS_SIZE = 4096, DEBUGGER_LAUNCH_SIZE = 1024 };

struct debugger {
    const struct debugged_engine *engine;
    bool is_restricted;         /* by what does not hold while it is debugged */
    char interpreter[PATH_MAX]; /* for DAYFLY_INTERPRETER */
    char flags[DEBUGGER_FLAGS_SIZE]; /* for DAYFLY_FLAGS: the function's, too */
    char
        launch[DEBUGGER_LAUNCH_SIZE]; /* for VS Code's launch.json: an object */
};

/* What the process of this function needs to wait at 127.0.0.1:port. False: err
 * says why no debugger can be used. */
bool debugger_choose(struct debugger *d, const struct function *fn, int port,
                     struct error *err);
/* "node", "deno", "bun" or "python". */
const char *debugger_name(const struct debugger *d);
/* The package that the interpreter must have; NULL: none. */
const char *debugger_library(const struct debugger *d);

#endif
