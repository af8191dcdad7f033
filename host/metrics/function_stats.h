/* function_stats.h - the counters of one version of a function, from the host's
 * start on. They are changed by the thread of the event loop alone. A function
 * with a `stats` that is NULL does nothing. */
#ifndef DAYFLY_HOST_METRICS_FUNCTION_STATS_H
#define DAYFLY_HOST_METRICS_FUNCTION_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/functions/function_name.h"
#include "host/metrics/histogram.h"

/* Why an invocation failed. */
enum call_error {
    CALL_ERROR_FUNCTION, /* the handler has reported it */
    CALL_ERROR_TIMEOUT,
    CALL_ERROR_OUT_OF_MEMORY,
    CALL_ERROR_LIMIT,    /* another limit of the function */
    CALL_ERROR_EXIT,     /* the process ended without a result */
    CALL_ERROR_START,    /* the code could not be started or loaded */
    CALL_ERROR_RESPONSE, /* the result cannot be sent */
    CALL_ERROR_HOST,     /* the machine or the host */
    CALL_ERRORS,
};

/* What an invocation found when it began. */
enum call_start {
    CALL_START_COLD, /* it waited for the start of its runtime process */
    CALL_START_LOAD, /* a process had to load the function for it */
    CALL_START_WARM, /* a spare, a copy, or the runtime was ready */
    CALL_STARTS,
};

/* Why an invocation was refused. */
enum throttle_reason {
    THROTTLE_QUEUE,    /* too many callers wait */
    THROTTLE_RESERVED, /* the reserved concurrency */
    THROTTLE_STOPPING, /* the host ends */
    THROTTLE_REASONS,
};

/* What an attempt at an event that is kept has come to. */
enum event_result {
    EVENT_RESULT_DONE,
    EVENT_RESULT_RETRY,       /* it is tried again */
    EVENT_RESULT_DESTINATION, /* it failed for good; its destination is told */
    EVENT_RESULT_DEAD_LETTER, /* it failed for good and is kept */
    EVENT_RESULTS,
};

struct function_counts {
    uint64_t calls;
    uint64_t errors[CALL_ERRORS];
    uint64_t starts[CALL_STARTS];
    uint64_t throttles[THROTTLE_REASONS];
    uint64_t processes; /* runtime processes that were started */
    uint64_t failed_starts;
    uint64_t events[EVENT_RESULTS];
    struct histogram duration;
    struct histogram init;
    struct histogram wait;
};

/* What is so now: filled in when it is asked for. */
struct function_gauges {
    uint64_t running;
    uint64_t waiting;
    uint64_t processes;
    uint64_t memory_limit_bytes;
    uint64_t events_waiting;
    int64_t event_oldest_ms; /* wall clock: accepted; 0: none waits */
};

enum { FUNCTION_LABELS_SIZE = FUNCTION_NAME_MAX + FUNCTION_VERSION_SIZE + 32 };

struct function_stats {
    struct function_stats *next; /* of its bucket */
    char name[FUNCTION_NAME_MAX + 1];
    char version[FUNCTION_VERSION_SIZE];
    char labels[FUNCTION_LABELS_SIZE]; /* function="…",version="…" */
    size_t labels_size;
    size_t function_size; /* of the part of the labels without the version */
    unsigned users;       /* pools that count here */
    bool removed;         /* it is in no book: its last user frees it */
    bool listed;          /* it is or was served: it has series */
    int64_t used_ms;      /* monotonic: when its last user left */
    int64_t peak_kb;      /* highest of its code; -1: not known */
    struct function_counts counts;
    struct function_gauges now;
};

/* An invocation that ended. */
struct ended_call {
    const char *error_type; /* NULL: it succeeded */
    bool dispatched;        /* the runtime got the event */
    int64_t duration_us;
    int64_t wait_us; /* from its arrival to its beginning */
    int64_t init_us; /* of a start or a load, or -1 */
    bool loaded;     /* init_us has the time of a load */
    bool started;    /* it has that of a start */
};

void function_stats_call(struct function_stats *stats,
                         const struct ended_call *call);
/* The peak memory of an invocation; -1: not known. */
void function_stats_peak(struct function_stats *stats, int64_t peak_kb);
void function_stats_throttle(struct function_stats *stats,
                             enum throttle_reason reason);
void function_stats_process(struct function_stats *stats, bool started);

/* The word for each, as the labels have it. */
const char *call_error_word(size_t which);
const char *call_start_word(size_t which);
const char *throttle_reason_word(size_t which);
const char *event_result_word(size_t which);

#endif
