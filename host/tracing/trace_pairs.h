/* trace_pairs.h - lists of the form NAME=VALUE,NAME=VALUE with percent
 * sequences, as OpenTelemetry has them in variables. */
#ifndef DAYFLY_HOST_TRACING_TRACE_PAIRS_H
#define DAYFLY_HOST_TRACING_TRACE_PAIRS_H

#include "host/tracing/trace_settings.h"

/* Each takes NULL: there are none. False: err says what is wrong. */
bool trace_pairs_attributes(struct trace_settings *settings, const char *text,
                            struct error *err) MUST_CHECK;
/* `variable`: its name, for the error. */
bool trace_pairs_headers(struct trace_settings *settings, const char *variable,
                         const char *text, struct error *err) MUST_CHECK;

#endif
