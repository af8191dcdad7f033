/* event_trace.h - when each step of an event was done, for those who hunt
 * microseconds: DAYFLY_TRACE=on. Costs a branch when it is off. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_EVENT_TRACE_H
#define DAYFLY_BOOTSTRAP_EVENT_EVENT_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/log.h"

enum step {
    STEP_GIVEN,    /* the event is in the process's pipe, or as much as fits */
    STEP_ENDED,    /* its answer is complete, or it has ended without */
    STEP_POSTED,   /* the answer is on its way */
    STEP_ANSWERED, /* the platform has taken it */
    STEP_ASKED,    /* the next event is asked for */
    STEP_EMPTY,    /* the process is reaped, and all it left behind */
    STEP_READY,    /* the next process can take an event */
    STEP_COUNT,
};

struct trace {
    bool on;
    int64_t arrived_us;
    int64_t at_us[STEP_COUNT]; /* 0: not yet, or not at all */
};

/* An event has arrived; what is known of the one before is forgotten. */
void trace_begin(struct trace *t);
/* Only the first time counts. */
void trace_mark(struct trace *t, enum step step);
/* One DEBUG record of the last event: microseconds since it arrived. */
void trace_tell(const struct trace *t, struct log *log);

#endif
