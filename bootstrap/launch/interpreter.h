/* interpreter.h - finds the interpreter for a module, and the bridge that the
 * interpreter runs. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_H
#define DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_H

#include <limits.h>
#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/config/permissions.h"
#include "bootstrap/launch/engine.h"
#include "bootstrap/launch/handler.h"
#include "common/buf.h"
#include "common/error.h"

/* The preferred interpreter for the module's extension; NULL: there is none. */
const struct engine *interpreter_preferred(const char *module);

/* The one that DAYFLY_INTERPRETER names; NULL: the variable is not set. */
const struct engine *interpreter_named(const struct settings *s);

/* The executable that DAYFLY_INTERPRETER names, otherwise the first one found
 * for the module's extension, in the order of preference, in /opt/bin,
 * /opt/nodejs/bin and PATH. False: there is none, or the one named runs another
 * language than the module's. */
bool interpreter_find(char path[PATH_MAX], const struct engine **engine,
                      const char *module, const struct settings *s,
                      struct error *err) MUST_CHECK;

/* The bridge for the module's language: DAYFLY_BRIDGE, otherwise a file in
 * dayfly/, bridge/, ../bridge/ or ../../bridge/ of the bootstrap's folder, or
 * in /opt/dayfly. */
bool bridge_find(char path[PATH_MAX], const char *module,
                 const struct settings *s, struct error *err) MUST_CHECK;

/* Replaces the bridge by the file in its folder that this interpreter runs
 * instead, if there is one. */
bool bridge_for_engine(char path[PATH_MAX], const struct engine *engine,
                       struct error *err) MUST_CHECK;

/* The library beside the bridge with which an interpreter of this machine can
 * be copied. False: there is none. */
bool bridge_library(char path[PATH_MAX], const char *bridge) MUST_CHECK;

/* Does the handler's interpreter enforce this permission? */
bool interpreter_enforces(const struct handler *h, enum permission p);
/* Does each process need flags of its own, which name its private folder? */
bool interpreter_flags_vary(const struct handler *h,
                            const struct permissions *p);
/* Adds the flags, a NUL after each, for a process whose private folder is
 * `scratch`, which is granted too; "": it has none. False: out of memory. */
bool interpreter_flags_add(struct buf *words, const struct handler *h,
                           const struct permissions *p,
                           const char *scratch) MUST_CHECK;

#endif
