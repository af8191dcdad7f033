/* tracer.h - spans of invocations, sent by OTLP in a thread of its own. Calls
 * never wait for it: if the collector is away, spans wait in memory, and those
 * for which there is no place are dropped and counted. */
#ifndef DAYFLY_HOST_TRACING_TRACER_H
#define DAYFLY_HOST_TRACING_TRACER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "host/base/event_loop.h"
#include "host/tracing/span_json.h"
#include "host/tracing/trace_settings.h"

struct log_writer;

struct tracer_counts {
    uint64_t sent; /* spans, as the next */
    uint64_t dropped;
    uint64_t waiting;
};

struct tracer {
    struct trace_settings settings;
    struct event_loop *loop;
    struct log_writer *log;
    struct fd_watch told_watch; /* an eventfd */
    void *sender;               /* of trace_sender.h */
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* of the rest */
    pthread_cond_t more;
    struct buf queue; /* members of `resourceSpans`, with commas between */
    struct tracer_counts counts;
    char told[512]; /* for the log; "": nothing */
    bool closing;
};

/* Sends nothing if the settings, which are taken, are off. False: err says why;
 * tracer_close is due all the same. */
bool tracer_open(struct tracer *tracer, struct trace_settings *settings,
                 struct event_loop *loop, struct log_writer *log,
                 struct error *err) MUST_CHECK;
/* Sends what waits, for at most 2 s. */
void tracer_close(struct tracer *tracer);

/* In all functions the tracer may be NULL, or off: nothing happens. */

bool tracer_is_on(const struct tracer *tracer);
/* The trace of a request: what its caller says, W3C first, or a new one;
 * `text`, which is empty, gets it as X-Amzn-Trace-Id. The texts may be NULL.
 * False: out of memory. */
bool tracer_accept(const struct tracer *tracer, struct buf *text,
                   const char *traceparent, const char *xray) MUST_CHECK;
/* An invocation begins, in the trace that `text` names; `text` becomes what the
 * function is told: it is a child of the invocation. */
void tracer_begin(const struct tracer *tracer, struct trace_context *context,
                  struct buf *text);
/* It has ended. */
void tracer_add(struct tracer *tracer, const struct call_span *call);
struct tracer_counts tracer_counts(struct tracer *tracer);

#endif
