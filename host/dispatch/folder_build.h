/* folder_build.h - the `build` of a served folder: run when what it is built
 * from has changed, while the calls of the function wait. */
#ifndef DAYFLY_HOST_DISPATCH_FOLDER_BUILD_H
#define DAYFLY_HOST_DISPATCH_FOLDER_BUILD_H

#include "host/dispatch/dispatcher_internal.h"

/* fn is the folder as it was read last, current has its runner. True: the
 * deployment is paused until a build has ended. */
bool folder_build_holds(struct dispatcher *dispatcher, struct deployment *dep,
                        struct deployment *current);
/* A build has ended; nothing if it was not started here. */
void folder_build_end(struct dispatcher *dispatcher);
/* If the function cannot be run since its build has failed, that is its error.
 */
void folder_build_explain(const struct dispatcher *dispatcher,
                          struct function *fn);
/* How long the last one took, once; -1: none has ended well since. */
int64_t folder_build_untold_ms(struct dispatcher *dispatcher, const char *name);
void folder_builds_free(struct dispatcher *dispatcher);

#endif
