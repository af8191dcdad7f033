/* interpreter_flags.h - what is granted, in the words of an interpreter that
 * holds it itself. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_FLAGS_H
#define DAYFLY_BOOTSTRAP_LAUNCH_INTERPRETER_FLAGS_H

#include <stdbool.h>

#include "bootstrap/config/permissions.h"
#include "bootstrap/launch/handler.h"
#include "common/buf.h"

/* Does this interpreter hold it? */
bool interpreter_enforces(const struct handler *h, enum permission p);
/* Do these words of the user's grant Deno everything? */
bool interpreter_flags_grant_all(const char *flags);
/* Are its words others for each process, for they name its private folder? */
bool interpreter_flags_vary(const struct handler *h,
                            const struct permissions *p);
/* Adds the words, a NUL after each, for a process with the private folder
 * `scratch`, in which it may do what it likes; "": it has none. False: no
 * room. */
bool interpreter_flags_add(struct buf *words, const struct handler *h,
                           const struct permissions *p,
                           const char *scratch) MUST_CHECK;

#endif
