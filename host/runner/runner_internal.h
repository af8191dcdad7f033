/* runner_internal.h - what the rooms of a lane share. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_INTERNAL_H
#define DAYFLY_HOST_RUNNER_RUNNER_INTERNAL_H

#include "host/runner/runner.h"

/* Begins calls as long as there are some and there is a turn for them. */
void runner_advance(struct runner *runner);
/* Sees that a call, not handed out yet, gets a runtime. */
void runner_dispatch(struct execution *exec);
/* Sends those away who wait for an event: their bootstrap has ended. */
void runner_release_next(struct runner *runner);
/* A line of the log, and of the call's own when it is not NULL. */
void runner_log(struct runner *runner, struct invocation *inv, const char *line,
                size_t size);
/* A line the bootstrap printed: that of the call whose id is in it, else of the
 * only one there is. */
void runner_on_line(void *self, const char *line, size_t size);
/* Puts a call at the end of the line. */
void runner_enqueue(struct runner *runner, struct invocation *inv);
/* Of a lane that is retired: ends the bootstrap unless a call is at work. */
void runner_rest(struct runner *runner);
/* Asks the bootstrap to end; `runner_process_exited` follows, by force if need
 * be. */
void runner_stop_process(struct runner *runner);
/* A call is at work, or waits for the bootstrap to be. */
bool runner_has_invocations(const struct runner *runner);
void runner_set_state(struct runner *runner, enum runtime_state state);

/* Starts the bootstrap. False: the failure is noted. */
bool runner_start_process(struct runner *runner);

/* The caller, unless it has left, is told how its call ended. */
void runner_notify_caller(struct invocation *inv, struct outcome *outcome);
/* The call is over, after so long: its caller is told, and the log; whoever
 * asked for the log after that. Takes a hold on the call over, and may take the
 * outcome's body. When the peak memory follows, the log waits for it. */
void runner_report(struct runner *runner, struct invocation *inv,
                   struct outcome *outcome, int64_t duration_us);
/* It does not follow any more. */
void runner_report_all(struct runner *runner);
/* Of the calls over whose log is not, the one a line is about; or NULL. */
struct invocation *runner_report_pending(const struct runner *runner,
                                         const char *line, size_t size);
/* The call has lost its caller. False: it is not one of them. */
bool runner_drop_pending_report(struct runner *runner,
                                const struct invocation *inv);

/* The call fails with this, in the platform's words. */
void runner_fail(struct execution *exec, const char *status,
                 const char *error_type, const char *what);
/* The start failed: noted, and all calls told that wait for it. */
void runner_failed_to_start(struct runner *runner, const char *error_type,
                            const char *what);
/* The call is told why the last start failed. */
void runner_fail_with_last_start(struct execution *exec);
/* The call is over, or has lost its caller: a response that is still coming in
 * is dropped. */
void runner_stop_response(struct execution *exec);
void runner_discard_response(struct execution *exec);
/* The runtime is alive though its response broke off: the call is told. */
void runner_fail_aborted(struct execution *exec);
/* callbacks */
void runner_process_exited(void *self, const siginfo_t *death);
void runner_start_timed_out(void *self);
void execution_timed_out(void *self);

#endif
