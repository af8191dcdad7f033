/* function_reload.h - is a function's folder still what was read from it? If
 * not, another deployment replaces it, or it is removed. */
#ifndef DAYFLY_HOST_DISPATCH_FUNCTION_RELOAD_H
#define DAYFLY_HOST_DISPATCH_FUNCTION_RELOAD_H

#include "host/dispatch/dispatcher_internal.h"

/* Updates the deployment to its folder. It may be retired afterwards: find it
 * again by its function's name. */
void function_reload_check(struct dispatcher *dispatcher,
                           struct deployment *dep);
/* The folder is in a state that may be temporary: pauses the deployment. False:
 * it has been for longer than a save or an exchange of folders takes. */
bool function_reload_debounce(struct dispatcher *dispatcher,
                              struct deployment *dep);

/* Serves a function that is not a folder's, in the place of the one with its
 * name if there is one. Takes it. False: err says why; it is the caller's. */
bool function_reload_put(struct dispatcher *dispatcher, struct function *fn,
                         struct error *err);
/* Serves the function with this name no more, if there is one. */
void function_reload_remove(struct dispatcher *dispatcher, const char *name);

#endif
