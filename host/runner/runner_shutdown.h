/* runner_shutdown.h - the end of a runner: what becomes of the invocations that
 * it will not run. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_SHUTDOWN_H
#define DAYFLY_HOST_RUNNER_RUNNER_SHUTDOWN_H

#include "host/runner/runner_internal.h"

/* The host stops: accepts no invocation any more and asks the runtime process
 * to end by SIGTERM. Queued async invocations are dropped, and the log says so;
 * those that run may end. */
void runner_shut(struct runner *runner);
/* The runner has neither a runtime process nor invocations. */
bool runner_is_empty(const struct runner *runner);
/* Moves all invocations that were not dispatched to the successor's queue,
 * oldest first. Successor NULL: each fails, because the function was removed.
 */
void runner_hand_over(struct runner *runner, struct runner *successor);
/* Kills the runtime process, drops the invocations and frees what the runner
 * owns. */
void runner_close(struct runner *runner);

#endif
