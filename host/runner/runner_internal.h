/* runner_internal.h - what the rooms of a lane share. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_INTERNAL_H
#define DAYFLY_HOST_RUNNER_RUNNER_INTERNAL_H

#include "host/runner/runner.h"

/* Begins calls as long as there are some and there is a turn for them. */
void runner_advance(struct runner *l);
/* Sees that a call, not handed out yet, gets a runtime. */
void runner_dispatch(struct execution *t);
/* Sends those away who wait for an event: their bootstrap has ended. */
void runner_release_next(struct runner *l);
/* A line of the log, and of the call's own when it is not NULL. */
void runner_log(struct runner *l, struct invocation *c, const char *line,
                size_t size);
/* A line the bootstrap printed: that of the call whose id is in it, else of the
 * only one there is. */
void runner_on_line(void *self, const char *line, size_t size);
/* Puts a call at the end of the line. */
void runner_enqueue(struct runner *l, struct invocation *c);
/* Of a lane that is retired: ends the bootstrap unless a call is at work. */
void runner_rest(struct runner *l);
/* Asks the bootstrap to end; `runner_process_exited` follows, by force if need
 * be. */
void runner_stop_process(struct runner *l);
/* A call is at work, or waits for the bootstrap to be. */
bool runner_has_invocations(const struct runner *l);
void runner_set_state(struct runner *l, enum runtime_state state);

/* Starts the bootstrap. False: the failure is noted. */
bool runner_start_process(struct runner *l);

/* The caller, unless it has left, is told how its call ended. */
void runner_notify_caller(struct invocation *c, struct outcome *o);
/* The call is over, after so long: its caller is told, and the log; whoever
 * asked for the log after that. Takes a hold on the call over, and may take the
 * outcome's body. When the peak memory follows, the log waits for it. */
void runner_report(struct runner *l, struct invocation *c, struct outcome *o,
                   int64_t duration_us);
/* It does not follow any more. */
void runner_report_all(struct runner *l);
/* Of the calls over whose log is not, the one a line is about; or NULL. */
struct invocation *runner_report_pending(const struct runner *l,
                                         const char *line, size_t size);
/* The call has lost its caller. False: it is not one of them. */
bool runner_drop_pending_report(struct runner *l, const struct invocation *c);

/* The call fails with this, in the platform's words. */
void runner_fail(struct execution *t, const char *status,
                 const char *error_type, const char *what);
/* The start failed: noted, and all calls told that wait for it. */
void runner_failed_to_start(struct runner *l, const char *error_type,
                            const char *what);
/* The call is told why the last start failed. */
void runner_fail_with_last_start(struct execution *t);
/* The call is over, or has lost its caller: a response that is still coming in
 * is dropped. */
void runner_stop_response(struct execution *t);
void runner_discard_response(struct execution *t);
/* The runtime is alive though its response broke off: the call is told. */
void runner_fail_aborted(struct execution *t);
/* callbacks */
void runner_process_exited(void *self, const siginfo_t *death);
void runner_start_timed_out(void *self);
void execution_timed_out(void *self);

#endif
