/* interpreter_flags.h - the permissions that the interpreter enforces itself,
 * and the flags that name them. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_FLAGS_H
#define DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_FLAGS_H

#include <stdbool.h>

#include "bootstrap/config/permissions.h"
#include "bootstrap/launch/handler.h"
#include "common/buf.h"

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
