/* dispatcher_end.h - how the dispatcher ends: first it drains, then it is
 * closed and freed. */
#ifndef DAYFLY_HOST_DISPATCH_DISPATCHER_END_H
#define DAYFLY_HOST_DISPATCH_DISPATCHER_END_H

#include <stdbool.h>
#include <stddef.h>

#include "host/dispatch/dispatcher_internal.h"

/* Accepts no invocation any more, and ends each runtime process when it has no
 * invocation. Folders are not checked any more. */
void dispatcher_drain(struct dispatcher *dispatcher);
/* The number of invocations that run or wait. */
size_t dispatcher_invocations(const struct dispatcher *dispatcher);
/* Does not wait for the invocations: shuts every pool. */
void dispatcher_shut(struct dispatcher *dispatcher);
/* No pool has a runtime process or an invocation. */
bool dispatcher_is_empty(const struct dispatcher *dispatcher);
/* Closes every pool: kills the runtime processes. */
void dispatcher_close(struct dispatcher *dispatcher);
/* Frees the pools. Call it after the server of the runtimes was closed: its
 * connections refer to them. */
void dispatcher_free(struct dispatcher *dispatcher);

#endif
