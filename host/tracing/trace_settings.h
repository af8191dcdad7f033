/* trace_settings.h - where spans go, by the variables that OpenTelemetry has
 * names for. */
#ifndef DAYFLY_HOST_TRACING_TRACE_SETTINGS_H
#define DAYFLY_HOST_TRACING_TRACE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

enum {
    TRACE_HEADERS_MAX = 32,
    TRACE_TEXT_MAX = 8 * 1024,
};

enum trace_sampler { TRACE_ALWAYS_ON, TRACE_ALWAYS_OFF, TRACE_RATIO };

struct trace_settings {
    bool on;
    struct buf url;
    struct buf service;    /* service.name; empty: the function's name */
    struct buf attributes; /* of each resource: members of a JSON array, with a
                              comma before each */
    struct buf headers;    /* "NAME: VALUE" with a NUL after each */
    enum trace_sampler sampler; /* of traces that nobody has decided about */
    bool by_parent;             /* the decision of the caller holds */
    double ratio;
    unsigned timeout_ms;
    unsigned delay_ms; /* until a span is sent, at most */
    unsigned queue;    /* spans that wait, at most */
    unsigned batch; /* spans that are sent at once as soon as they are there */
};

/* Reads them by `get`, which is as getenv. False: err says which is wrong;
 * trace_settings_free is due all the same. */
bool trace_settings_read(struct trace_settings *settings,
                         char *(*get)(const char *name),
                         struct error *err) MUST_CHECK;
void trace_settings_free(struct trace_settings *settings);

#endif
