/* sam_schedule.h - events of the types Schedule and ScheduleV2 of a function:
 * when it runs by itself. */
#ifndef DAYFLY_HOST_SAM_EVENTS_SAM_SCHEDULE_H
#define DAYFLY_HOST_SAM_EVENTS_SAM_SCHEDULE_H

#include "host/cfn/cfn_values.h"

bool sam_schedule_is(const char *type);
/* Adds it to `schedules` of the function's settings. False: err says what is
 * wrong. */
bool sam_schedule_read(struct cfn_values *v, json_t *settings,
                       const struct yaml_item *event,
                       struct error *err) MUST_CHECK;

#endif
