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

#endif
