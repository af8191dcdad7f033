/* pool_shortage.h - the machine has no resources for another runtime process:
 * no memory, process or descriptor. Invocations then wait for the processes
 * that the function has, if it has any. */
#ifndef DAYFLY_HOST_RUNNER_POOL_SHORTAGE_H
#define DAYFLY_HOST_RUNNER_POOL_SHORTAGE_H

#include "host/runner/runner_internal.h"

/* No other process is started for so long. */
enum { POOL_SHORTAGE_MS = 1000 };

/* An errno value that says so. */
bool pool_shortage_is(int error);
/* The process of this runner could not be started; `why` is the reason. The
 * invocations that waited for it go back to the head of the queue, or fail if
 * the function has no process. */
void pool_shortage_note(struct runner *runner, const char *why);
/* A runner without a process takes no invocation now. */
bool pool_shortage_lasts(const struct pool *pool);

#endif
