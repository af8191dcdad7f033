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
 * of memory; dispatcher_close is due all the same (dispatcher_end.h). */
bool dispatcher_open(struct dispatcher *dispatcher,
                     struct function_registry *registry,
                     const struct host_context *context) MUST_CHECK;
/* Starts a runtime process of each function that wants one from the start. */
void dispatcher_warm(struct dispatcher *dispatcher);
/* The runner of the function with this name, as its folder is now. NULL: there
 * is no such function. */
struct pool *dispatcher_pool(struct dispatcher *dispatcher, const char *name);
/* The same for one of its versions or aliases; "" is $LATEST. */
struct pool *dispatcher_qualified_pool(struct dispatcher *dispatcher,
                                       const char *name, const char *qualifier);
/* As dispatcher_pool() for a name from a Host header. */
struct pool *dispatcher_pool_by_host(struct dispatcher *dispatcher,
                                     const char *name);
/* The function of the registry exists; it may have a config_error. */
bool dispatcher_has(const struct dispatcher *dispatcher,
                    const struct function *fn);

#endif
