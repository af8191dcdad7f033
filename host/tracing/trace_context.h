/* trace_context.h - to which trace an invocation belongs, as the header
 * traceparent of W3C says it and as X-Amzn-Trace-Id does. Pure but for the
 * random ids. */
#ifndef DAYFLY_HOST_TRACING_TRACE_CONTEXT_H
#define DAYFLY_HOST_TRACING_TRACE_CONTEXT_H

#include <stdbool.h>

#include "common/buf.h"

enum { TRACE_ID_SIZE = 33, SPAN_ID_SIZE = 17, TRACEPARENT_SIZE = 56 };

enum trace_decision { TRACE_UNDECIDED, TRACE_SAMPLED, TRACE_NOT_SAMPLED };

struct trace_context {
    char trace_id[TRACE_ID_SIZE];  /* in hexadecimal digits, as the others */
    char parent_id[SPAN_ID_SIZE];  /* "": there is none */
    char span_id[SPAN_ID_SIZE];    /* "": the invocation has not begun */
    char handler_id[SPAN_ID_SIZE]; /* of the time in the function */
    enum trace_decision decision;
};

/* The id of the trace and the decision; the span of the caller becomes the
 * parent. False: the text is not valid, and the context is as before. */
bool trace_context_read_w3c(struct trace_context *context, const char *text);
bool trace_context_read_xray(struct trace_context *context, const char *text);
/* A trace of its own, without a parent and a decision. */
void trace_context_new(struct trace_context *context);
/* Gives it ids of spans. */
void trace_context_begin(struct trace_context *context);

/* As a child of `span_id` has them; "": of none. */
bool trace_context_add_xray(struct buf *out,
                            const struct trace_context *context,
                            const char *span_id) MUST_CHECK;
void trace_context_w3c(char text[TRACEPARENT_SIZE],
                       const struct trace_context *context,
                       const char *span_id);

#endif
