/* schedule_event.h - the event that a schedule makes: its Input, in which
 * AWS's <aws.scheduler.…> are replaced but for a rule's, or AWS's Scheduled
 * Event. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_EVENT_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/compiler.h"

struct schedule_event {
    const char *arn; /* of the schedule */
    const char *region;
    const char *id; /* of the request */
    int64_t due_s;
    bool of_rule;
};

/* Appends the event. `input`: NULL: there is none. False: out of memory. */
bool schedule_event_add(struct buf *out, const struct schedule_event *event,
                        const char *input) MUST_CHECK;
/* The input is JSON when it is an event. */
bool schedule_event_is_json(const char *input);

enum { SCHEDULE_INPUT_MAX = 256 * 1024 };

#endif
