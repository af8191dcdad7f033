/* dispatcher_refresh.h - all functions as their folders are now, at the cost of
 * those that have changed. */
#ifndef DAYFLY_HOST_DISPATCH_DISPATCHER_REFRESH_H
#define DAYFLY_HOST_DISPATCH_DISPATCHER_REFRESH_H

#include "host/dispatch/dispatcher_internal.h"

/* A function that was not known. NULL: none has this name. */
struct deployment *dispatcher_discover(struct dispatcher *dispatcher,
                                       const char *name);
/* The registry is up to date afterwards. Where changes cannot be noticed, which
 * the log says once, that takes a look at all folders, for at most a twentieth
 * of the time: then a change shows that much later. */
void dispatcher_refresh_all(struct dispatcher *dispatcher);
void dispatcher_refresh_close(struct dispatcher *dispatcher);

#endif
