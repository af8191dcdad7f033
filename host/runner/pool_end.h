/* pool_end.h - the end of a pool: what becomes of the invocations that it will
 * not run. */
#ifndef DAYFLY_HOST_RUNNER_POOL_END_H
#define DAYFLY_HOST_RUNNER_POOL_END_H

#include "host/runner/runner_internal.h"

/* The host stops: accepts no invocation any more. Those that run or wait may
 * end, the async ones last, and then their runtime processes. */
void pool_drain(struct pool *pool);
/* The time for that is over: asks the runtime processes to end by SIGTERM, and
 * begins nothing any more. Queued async invocations are dropped, and the log
 * says so. */
void pool_shut(struct pool *pool);
/* Moves all invocations that were not dispatched to the successor's queue,
 * oldest first. Successor NULL: each fails, because the function was removed.
 * only_code: as of pool_retire(). */
void pool_hand_over(struct pool *pool, struct pool *successor, bool only_code);
/* Kills the runtime processes and drops the invocations. */
void pool_close(struct pool *pool);
/* The same, and frees what the pool owns. */
void pool_free(struct pool *pool);

#endif
