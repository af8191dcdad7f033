/* event_trace.h - when each step of an event was done (DAYFLY_TRACE=on). A
 * branch per step is all it costs when it is off. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_EVENT_TRACE_H
#define DAYFLY_BOOTSTRAP_EVENT_EVENT_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/log.h"

enum trace_step {
    TRACE_STEP_GIVEN,    /* the event, or what fits, is in the process's pipe */
    TRACE_STEP_ENDED,    /* the outcome of the event is known */
    TRACE_STEP_POSTED,   /* the response is being sent */
    TRACE_STEP_ANSWERED, /* the platform has accepted the response */
    TRACE_STEP_ASKED,    /* the next event is requested */
    TRACE_STEP_EMPTY,    /* the process and all it left behind are gone */
    TRACE_STEP_READY,    /* the next process can take an event */
    TRACE_STEP_COUNT,
};

struct event_trace {
    bool on;
    int64_t received_us;
    int64_t at_us[TRACE_STEP_COUNT]; /* 0: did not happen, or not yet */
};

/* An event has arrived: forgets the steps of the last one. */
void event_trace_begin(struct event_trace *trace);
/* Records the first time of each step only. */
void event_trace_mark(struct event_trace *trace, enum trace_step step);
/* Writes one DEBUG record about the last event: microseconds from its arrival
 * to each step. */
void event_trace_log(const struct event_trace *trace, struct log *log);

#endif
