/* handler.h - which program answers events: the function's own executable, or
 * an interpreter with the bridge. Looks at the file system, once, at birth. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_HANDLER_H
#define DAYFLY_BOOTSTRAP_LAUNCH_HANDLER_H

#include <limits.h>
#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/interpreter.h"
#include "common/error.h"

enum { EXPORT_SIZE = 256 };

struct handler {
    bool bridged;
    char root[PATH_MAX];        /* the function's folder, absolute */
    char file[PATH_MAX];        /* executable, or module; absolute */
    char export[EXPORT_SIZE];   /* bridged: name in the module, "a.b" inside */
    char bridge[PATH_MAX];      /* bridged: runtime.js */
    char interpreter[PATH_MAX]; /* bridged */
    enum engine engine;
    char
        version_text[64]; /* the interpreter of its version, where it matters */
    unsigned version;     /* of the engine, where it matters: 100 * 20 + 11 */
};

/* False: *type is the error type of the platform, f the reason. */
bool handler_find(struct handler *h, const struct settings *s,
                  const char **type, struct error *err) MUST_CHECK;

#endif
