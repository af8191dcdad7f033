/* dispatcher.h - the functions that are served now, each with its runner.
 *
 * A function is given out as its folder is at that moment: a changed folder
 * gets a new runner, a new folder is added, a removed one is dropped. A runner
 * that was replaced ends after the invocations that it runs. */
#ifndef DAYFLY_HOST_DISPATCH_DISPATCHER_H
#define DAYFLY_HOST_DISPATCH_DISPATCHER_H

#include "host/dispatch/dispatcher_internal.h"
#include "host/runner/pool.h"

/* Serves the functions of the registry, to which it adds and from which it
 * removes. The context is copied; its check_function is filled in. False: out
 * of memory; dispatcher_close is due all the same. */
bool dispatcher_open(struct dispatcher *dispatcher,
                     struct function_registry *registry,
                     const struct host_context *context) MUST_CHECK;
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

/* The runner of the function with this name, as its folder is now. NULL: there
 * is no such function. */
struct pool *dispatcher_pool(struct dispatcher *dispatcher, const char *name);
/* The same for a name from a Host header. */
struct pool *dispatcher_pool_by_host(struct dispatcher *dispatcher,
                                     const char *name);
/* The function of the registry exists; it may have a config_error. */
bool dispatcher_has(const struct dispatcher *dispatcher,
                    const struct function *fn);
/* Checks all functions and folders: the registry is up to date afterwards. */
void dispatcher_refresh_all(struct dispatcher *dispatcher);

#endif
