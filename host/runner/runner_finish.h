/* runner_finish.h - how an invocation ends: with the runtime's response or
 * error, with an error of the platform, or because the runtime process cannot
 * start.
 *
 * Each function ends one execution, or all that wait for the start, and leaves
 * it free. runner_advance() then begins what is queued. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_FINISH_H
#define DAYFLY_HOST_RUNNER_RUNNER_FINISH_H

#include "host/runner/runner_internal.h"

/* The invocation has this outcome, whose body may be taken. */
void runner_finish(struct execution *exec, struct outcome *outcome);
/* The bootstrap has an error, and no code has seen the event. True: it waits
 * for what its files are now. False: it is to be finished. */
bool runner_begin_again(struct execution *exec) MUST_CHECK;
/* The invocation fails with an error of the platform. `status` is the word in
 * the REPORT line: "error" or "timeout". */
void runner_fail(struct execution *exec, const char *status,
                 const char *error_type, const char *message);
/* The invocation has exceeded the function's timeout. */
void runner_fail_timed_out(struct execution *exec);

/* The runtime process could not be started or did not become ready: all
 * invocations that wait for it fail. After the second failure in a row further
 * starts are held back. */
void runner_failed_to_start(struct runner *runner, const char *error_type,
                            const char *message);
/* The runtime has reported that it cannot start and is to exit: all invocations
 * fail with the error document `body`, which is taken. */
void runner_init_error(struct runner *runner, struct buf *body,
                       const char *error_type);
/* No start is tried now. A change of the function's folder ends that. */
bool runner_start_is_held(struct runner *runner);
/* The invocation fails for the reason of the last failed start. */
void runner_fail_with_last_start(struct execution *exec);

#endif
