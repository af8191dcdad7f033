/* platform_event.h - what the platform writes of a process and its invocations
 * into a log in JSON: events as the Telemetry API of AWS Lambda has them
 * ("Event schema reference" in AWS's guide), each with AWS's level ("System log
 * level event mapping" there). Pure.
 *
 * Members that AWS leaves out at times are left out if there is nothing to say:
 * runtimeVersion, spans, tracing. */
#ifndef DAYFLY_HOST_RUNTIME_PLATFORM_EVENT_H
#define DAYFLY_HOST_RUNTIME_PLATFORM_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/logbook/system_log.h"
#include "host/runtime/platform_log.h"

/* The start of a process, up to its first request for an event. */
struct platform_init {
    const char *type;       /* InitType, such as "on-demand" */
    const char *status;     /* NULL: success; else "error" or "timeout" */
    const char *error_type; /* NULL: not known */
    int64_t duration_us;
};

/* Each appends a line without a line end, or nothing if the log does not take
 * its level. The time is in milliseconds since 1970. False: `out` is full. */
bool platform_event_init_start(struct buf *out, const struct system_log *log,
                               int64_t now_ms, const struct platform_init *init,
                               const char *function,
                               const char *version) MUST_CHECK;
/* platform.initRuntimeDone and platform.initReport. */
bool platform_event_init_done(struct buf *out, const struct system_log *log,
                              int64_t now_ms,
                              const struct platform_init *init) MUST_CHECK;
bool platform_event_init_report(struct buf *out, const struct system_log *log,
                                int64_t now_ms,
                                const struct platform_init *init) MUST_CHECK;
bool platform_event_start(struct buf *out, const struct system_log *log,
                          int64_t now_ms,
                          const struct platform_start *start) MUST_CHECK;
bool platform_event_runtime_done(struct buf *out, const struct system_log *log,
                                 const struct platform_report *report)
    MUST_CHECK;
bool platform_event_report(struct buf *out, const struct system_log *log,
                           int64_t now_ms,
                           const struct platform_report *report) MUST_CHECK;

#endif
