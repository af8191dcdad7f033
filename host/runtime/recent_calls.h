/* recent_calls.h - the last invocations of all functions, and those that run:
 * what GET /_dayfly/calls shows. In memory only, and bounded. */
#ifndef DAYFLY_HOST_RUNTIME_RECENT_CALLS_H
#define DAYFLY_HOST_RUNTIME_RECENT_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "host/base/ids.h"
#include "host/functions/function_name.h"

struct invocation;
struct outcome;

enum {
    RECENT_CALLS_MAX = 256,
    RECENT_FAILURES_MAX = 32,
    RECENT_EVENT_BYTES = 64 * 1024, /* a larger event is not kept */
    RECENT_ERROR_BYTES = 32 * 1024,
    RECENT_CALL_JSON = 4096, /* the most bytes that one call takes as JSON */
};

struct recent_call {
    uint64_t change; /* number of its last change; 0: the place is free */
    char request_id[UUID_SIZE];
    char function[FUNCTION_NAME_MAX + 1];
    char version[24];
    char what[96];    /* of a URL: "GET /path"; otherwise "invoke", … */
    int64_t at_ms;    /* wall clock: it arrived */
    int64_t start_us; /* from its arrival until the handler's time began */
    int64_t us;       /* the handler's time */
    int64_t init_us;  /* of a runtime or process that was started for it; -1 */
    long peak_kb;     /* -1: not known */
    const char *outcome; /* "running", "ok", "error", "timeout" */
    char error_type[64];
    char message[256];
};

/* What a failed call was given and has answered. */
struct recent_failure {
    char request_id[UUID_SIZE];
    struct buf event; /* "": it was too large */
    struct buf error;
};

struct recent_calls {
    struct recent_call *ring; /* RECENT_CALLS_MAX, owned */
    uint64_t begun;           /* calls since the host's start */
    uint64_t failed;
    uint64_t change; /* number of the last change */
    struct recent_failure failures[RECENT_FAILURES_MAX];
    size_t failure_count; /* since the host's start */
    /* Called after each change; NULL: there is no watcher. */
    void (*on_change)(void *self);
    void *self;
};

/* False: out of memory; nothing is kept then. */
bool recent_calls_open(struct recent_calls *calls) MUST_CHECK;
void recent_calls_close(struct recent_calls *calls);

/* A process has the call. */
void recent_calls_begin(struct recent_calls *calls,
                        const struct invocation *inv, const char *function,
                        const char *version, const char *what);
/* It is over; `us` is the time of its handler. */
void recent_calls_end(struct recent_calls *calls, const struct invocation *inv,
                      const struct outcome *outcome, int64_t us);
/* Its peak memory, which may be known later. */
void recent_calls_peak(struct recent_calls *calls, const struct invocation *inv,
                       long peak_kb);

/* Appends {"change","begun","failed","now","calls"} with the calls that have
 * changed after `since`, the oldest first. False: `out` is full. */
bool recent_calls_add_json(const struct recent_calls *calls, uint64_t since,
                           struct buf *out) MUST_CHECK;
/* NULL: no such call has failed lately. */
const struct recent_failure *
recent_calls_failure(const struct recent_calls *calls, const char *request_id);

#endif
