/* runner_internal.h - what the rooms of a lane share. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_INTERNAL_H
#define DAYFLY_HOST_RUNNER_RUNNER_INTERNAL_H

#include "host/runner/runner.h"

/* Begins calls as long as there are some and there is a turn for them. */
void lane_turn(struct lane *l);
/* Sees that a call, not handed out yet, gets a runtime. */
void lane_serve(struct turn *t);
/* Sends those away who wait for an event: their bootstrap has ended. */
void lane_dismiss(struct lane *l);
/* A line of the log, and of the call's own when it is not NULL. */
void lane_log(struct lane *l, struct call *c, const char *line, size_t size);
/* A line the bootstrap printed: that of the call whose id is in it, else of the
 * only one there is. */
void lane_printed(void *self, const char *line, size_t size);
/* Puts a call at the end of the line. */
void lane_append(struct lane *l, struct call *c);
/* Of a lane that is retired: ends the bootstrap unless a call is at work. */
void lane_rest(struct lane *l);
/* Asks the bootstrap to end; `lane_ended` follows, by force if need be. */
void lane_end_stage(struct lane *l);
/* A call is at work, or waits for the bootstrap to be. */
bool lane_has_calls(const struct lane *l);
void lane_set_state(struct lane *l, enum runtime_state state);

/* Starts the bootstrap. False: the failure is noted. */
bool lane_start(struct lane *l);

/* The caller, unless it has left, is told how its call ended. */
void lane_tell(struct call *c, struct outcome *o);
/* The call is over, after so long: its caller is told, and the log; whoever
 * asked for the log after that. Takes a hold on the call over, and may take the
 * outcome's body. When the peak memory follows, the log waits for it. */
void lane_conclude(struct lane *l, struct call *c, struct outcome *o,
                   int64_t duration_us);
/* It does not follow any more. */
void lane_conclude_all(struct lane *l);
/* Of the calls over whose log is not, the one a line is about; or NULL. */
struct call *lane_concluding(const struct lane *l, const char *line,
                             size_t size);
/* The call has lost its caller. False: it is not one of them. */
bool lane_drop_concluded(struct lane *l, const struct call *c);

/* The call fails with this, in the platform's words. */
void lane_fail(struct turn *t, const char *status, const char *error_type,
               const char *what);
/* The start failed: noted, and all calls told that wait for it. */
void lane_failed_to_start(struct lane *l, const char *error_type,
                          const char *what);
/* The call is told why the last start failed. */
void lane_fail_held(struct turn *t);
/* The call is over, or has lost its caller: a response that is still coming in
 * is dropped. */
void lane_stop_hearing(struct turn *t);
void lane_hear_for_nobody(struct turn *t);
/* The runtime is alive though its response broke off: the call is told. */
void lane_tell_broken(struct turn *t);
/* callbacks */
void lane_ended(void *self, const siginfo_t *death);
void lane_late(void *self);
void turn_late(void *self);

#endif
