/* interpreter.h - where the interpreter and the bridge are. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_H
#define DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_H

#include <limits.h>
#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "common/error.h"

enum engine {
    ENGINE_NODE,
    ENGINE_DENO,
    ENGINE_BUN,
    ENGINE_QJS,
    ENGINE_PYTHON,
};

/* The interpreter for this module: the one set, else the first there is for
 * its extension, looked for in /opt/bin, /opt/nodejs/bin and PATH. One that
 * speaks another language than the module is a fault. */
bool interpreter_find(char path[PATH_MAX], enum engine *engine,
                      const char *module, const struct settings *s,
                      struct error *err) MUST_CHECK;

/* Is the module Python's, by its extension? Else it is JavaScript's. */
bool interpreter_is_python(const char *module);

/* runtime.js, or runtime.py: DAYFLY_BRIDGE, or beside the bootstrap's own
 * executable (in a layer, in the source tree), or /opt/dayfly. */
bool bridge_find(char path[PATH_MAX], const char *module,
                 const struct settings *s, struct error *err) MUST_CHECK;

/* runtime.js becomes the file beside it that this engine runs, if it has one of
 * its own. */
bool bridge_for_engine(char path[PATH_MAX], enum engine engine,
                       struct error *err) MUST_CHECK;

#endif
