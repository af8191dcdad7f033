/* runner.h - runs one function: queues its invocations, starts the runtime
 * process and gives them to it, one at a time or as many at once as the
 * function allows.
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
bool runner_open(struct runner *runner, const struct function *fn,
                 const struct host_context *context) MUST_CHECK;

/* Begins queued invocations while there is a free execution. Retired: ends the
 * runtime process unless an invocation runs. */
void runner_advance(struct runner *runner);

/* Takes over the reference to the invocation and begins it now or later. False:
 * the queue is full; the reference stays the caller's. */
bool runner_add(struct runner *runner, struct invocation *inv);
/* The caller has left: an invocation that has not begun is dropped, one that
 * runs continues. */
void runner_drop(struct runner *runner, struct invocation *inv);

/* While it is paused, queued invocations do not begin. */
void runner_set_paused(struct runner *runner, bool paused);
/* The function has changed, and the successor serves it from now on: it gets
 * the invocations that were not dispatched. NULL: the function was removed;
 * they fail. The runtime process ends after those that were dispatched. */
void runner_retire(struct runner *runner, struct runner *successor);

#endif
