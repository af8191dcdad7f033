/* runner.h - runs a function: starts the runtime process and gives invocations
 * to it, one at a time or as many at once as the function allows.
 *
 * The process is started by the first invocation and kept. When it has died,
 * the invocation that needs it starts another one.
 *
 * After a function of runner_next, runner_response or runner_finish has changed
 * the state of a runner, its caller calls runner_advance() once: only that
 * begins queued invocations. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_H
#define DAYFLY_HOST_RUNNER_RUNNER_H

#include "host/runner/runner_internal.h"

/* False: out of memory. */
bool runner_open(struct runner *runner, struct pool *pool) MUST_CHECK;

/* It has a runtime process, which has had no invocation for so long. */
bool runner_is_idle(const struct runner *runner, int64_t least_ms);
/* Ends the runtime process if the function has not been invoked in it for as
 * long as its manifest's idle_s. */
void runner_end_if_idle(struct runner *runner);

#endif
