/* schedule_id.h - ids that follow from a schedule and one of its times: a
 * second event for the same time has the same. Pure. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_ID_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_ID_H

#include <stdint.h>

#include "host/base/ids.h"

/* The request id of the event. */
void schedule_id_of_time(char text[UUID_SIZE], const char *schedule,
                         int64_t due_s);
/* A number below 2^31 that differs from time to time. */
uint32_t schedule_id_number(const char *schedule, int64_t due_s);

#endif
