/* schedule_fire.h - the times of a schedule that have come become events, those
 * at which the host was down by its policy. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_FIRE_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_FIRE_H

#include <stdbool.h>
#include <stdint.h>

struct schedule;
struct scheduler;

enum { SCHEDULE_TRY_AGAIN_MS = 5000, SCHEDULE_LATE_MS = 60000 };

/* Sets due_s to the next time. False: the queue takes no event now, and due_s
 * is as it was. May remove the schedule, if that was its last time. */
bool schedule_fire_due(struct scheduler *sc, struct schedule *s,
                       int64_t now_ms);

#endif
