/* stored_function.h - functions that are no folders': they change only when the
 * store says so, and may have published versions besides $LATEST. A version has
 * a pool of its own from its first invocation until it has been idle for long.
 */
#ifndef DAYFLY_HOST_DISPATCH_STORED_FUNCTION_H
#define DAYFLY_HOST_DISPATCH_STORED_FUNCTION_H

#include "host/dispatch/dispatcher_internal.h"

/* Serves it as $LATEST, in the place of the one with its name if there is one.
 * Takes it. False: err says why; it is the caller's. */
bool stored_function_put(struct dispatcher *dispatcher, struct function *fn,
                         struct error *err);
/* The same for a deployment, which may have a runtime process already. */
bool stored_function_put_deployment(struct dispatcher *dispatcher,
                                    struct deployment *dep, struct error *err);
/* Serves no version of the function any more. */
void stored_function_remove(struct dispatcher *dispatcher, const char *name);
/* The same of one published version. */
void stored_function_remove_version(struct dispatcher *dispatcher,
                                    const char *name, const char *version);
/* The pool of a published version. NULL: it cannot be run, and the log says
 * why. */
struct pool *stored_function_pool(struct dispatcher *dispatcher,
                                  const char *name, const char *version);
/* A deployment, even a retired one, but no trial, may still load code from this
 * folder. */
bool stored_function_uses(const struct dispatcher *dispatcher,
                          const char *folder);
/* Ends idle processes of versions, and frees the pools that have nothing to do.
 */
void stored_function_check_versions(struct dispatcher *dispatcher);
/* There will be such a function as soon as its first process has started;
 * nothing is served of it yet. */
bool stored_function_is_pending(const struct dispatcher *dispatcher,
                                const char *name);

#endif
