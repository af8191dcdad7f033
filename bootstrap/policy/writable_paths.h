/* writable_paths.h - what lies within a path that `permissions.write` grants.
 * An earlier event may have put there anything under any name, such as a link
 * to a file that is not granted: what is found there grants nothing more. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_WRITABLE_PATHS_H
#define DAYFLY_BOOTSTRAP_POLICY_WRITABLE_PATHS_H

#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"

/* The path is absolute, and one of the folders above it is within one. */
bool writable_paths_hold(const struct handler *h, const struct settings *s,
                         const char *path);
/* What the path leads to is within one. */
bool writable_paths_have_target(const struct handler *h,
                                const struct settings *s, const char *path);

#endif
