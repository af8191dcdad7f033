/* pool_queue.h - gives the invocations that wait to the runners that are free.
 */
#ifndef DAYFLY_HOST_RUNNER_POOL_QUEUE_H
#define DAYFLY_HOST_RUNNER_POOL_QUEUE_H

#include "host/runner/runner_internal.h"

/* Begins queued invocations while a runner is free. If some still wait, and the
 * pool may have more runners, the timer for another one is set. */
void pool_begin_queued(struct pool *pool);
/* The same of a paused one, for those that arrived before then; no runner is
 * added. */
void pool_begin_older(struct pool *pool, int64_t before_us);
/* The state of the runner has changed: the same. Retired: ends the runtime
 * process unless an invocation runs. */
void runner_advance(struct runner *runner);

#endif
