/* span_json.h - the spans of an invocation as OTLP has them in JSON. Pure. */
#ifndef DAYFLY_HOST_TRACING_SPAN_JSON_H
#define DAYFLY_HOST_TRACING_SPAN_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/tracing/trace_context.h"
#include "host/tracing/trace_settings.h"

enum { SPAN_JSON_MAX = 24 * 1024 };

/* An invocation that has ended. Times are in microseconds since 1970. */
struct call_span {
    const struct trace_context *context;
    const char *function;
    const char *version;
    const char *arn;
    const char *request_id;
    const char *method;   /* of its HTTP request; NULL: there is none */
    const char *path;     /* the same, cut to fit */
    unsigned http_status; /* 0: none was sent */
    const char *error;    /* its type; NULL: it succeeded */
    bool is_event;        /* its caller does not wait */
    unsigned memory_mb;
    int64_t arrived_us;
    int64_t ended_us;
    int64_t duration_us; /* in the function; -1: it has not begun */
    int64_t init_us;     /* before that; -1: none */
};

/* {"key":…,"value":{"stringValue":…}} */
bool span_json_add_text(struct buf *out, const char *key,
                        const char *value) MUST_CHECK;
/* A member of `resourceSpans`: the invocation and what it consists of. *count:
 * of spans. */
bool span_json_add(struct buf *out, const struct trace_settings *settings,
                   const struct call_span *call, unsigned *count) MUST_CHECK;

#endif
