/* pool_freeze.h - a pool whose function's files change: what does not depend on
 * them goes on. */
#ifndef DAYFLY_HOST_RUNNER_POOL_FREEZE_H
#define DAYFLY_HOST_RUNNER_POOL_FREEZE_H

#include "host/runner/runner_internal.h"

/* A runtime process that is ready has loaded the code, and reads none of its
 * files for the next event. */
bool pool_keeps_code(const struct pool *pool);
/* Pauses the pool. What was not dispatched waits again, and processes that were
 * only started end: it is not known which code they load. */
void pool_hold(struct pool *pool);
/* It has only the runtime processes that it has now. If some keep the code,
 * only these get invocations. */
void pool_freeze(struct pool *pool);

#endif
