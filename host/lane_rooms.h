/* lane_rooms.h - what the rooms of a lane share. */
#ifndef DAYFLY_LANE_ROOMS_H
#define DAYFLY_LANE_ROOMS_H

#include "host/lane.h"

/* Begins calls as long as there are some and none is current. */
void lane_turn(struct lane *l);
/* Sees that the current call, not handed out yet, gets a runtime. */
void lane_serve(struct lane *l);
/* Sends those away who wait for an event: their bootstrap has ended. */
void lane_dismiss(struct lane *l);
/* A line of the log, the current call's if there is one. */
void lane_log(struct lane *l, const char *line, size_t size);

/* Starts the bootstrap. False: the failure is noted. */
bool lane_start(struct lane *l);

/* The current call fails with this, in the platform's words. */
void lane_fail(struct lane *l, const char *status, const char *error_type,
               const char *what);
/* The start failed: noted, and the current call told. */
void lane_failed_to_start(struct lane *l, const char *error_type,
                          const char *what);
/* The current call is told why the last start failed. */
void lane_fail_held(struct lane *l);
/* The current call is over, or has lost its caller: a response that is still
 * coming in is dropped. */
void lane_stop_hearing(struct lane *l);
void lane_hear_for_nobody(struct lane *l);
/* The runtime is alive though its response broke off: the call is told. */
void lane_tell_broken(struct lane *l);
/* callbacks */
void lane_ended(void *self, const siginfo_t *death);
void lane_late(void *self);

#endif
