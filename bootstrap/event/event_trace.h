/* event_trace.h - when each step of an event was done, for those who hunt
 * microseconds: DAYFLY_TRACE=on. Costs a branch when it is off. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_EVENT_TRACE_H
#define DAYFLY_BOOTSTRAP_EVENT_EVENT_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/log.h"

enum trace_step {
    TRACE_STEP_GIVEN,  /* the event is in the process's pipe, or as much as fits
                        */
    TRACE_STEP_ENDED,  /* its answer is complete, or it has ended without */
    TRACE_STEP_POSTED, /* the answer is on its way */
    TRACE_STEP_ANSWERED, /* the platform has taken it */
    TRACE_STEP_ASKED,    /* the next event is asked for */
    TRACE_STEP_EMPTY,    /* the process is reaped, and all it left behind */
    TRACE_STEP_READY,    /* the next process can take an event */
    TRACE_STEP_COUNT,
};

struct event_trace {
    bool on;
    int64_t received_us;
    int64_t at_us[TRACE_STEP_COUNT]; /* 0: not yet, or not at all */
};

/* An event has arrived; what is known of the one before is forgotten. */
void event_trace_begin(struct event_trace *trace);
/* Only the first time counts. */
void event_trace_mark(struct event_trace *trace, enum trace_step step);
/* One DEBUG record of the last event: microseconds since it arrived. */
void event_trace_log(const struct event_trace *trace, struct log *log);

#endif
