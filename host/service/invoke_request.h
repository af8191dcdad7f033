/* invoke_request.h - parses and checks the requests of Invoke, InvokeAsync and
 * InvokeWithResponseStream. If a check fails, the error response is sent. */
#ifndef DAYFLY_HOST_SERVICE_INVOKE_REQUEST_H
#define DAYFLY_HOST_SERVICE_INVOKE_REQUEST_H

#include <stdbool.h>

#include "host/runtime/invocation.h"

enum { EVENT_MAX_BYTES = 1024 * 1024 }; /* of an asynchronous invocation */

struct http_request;
struct tracer;

enum invocation_type {
    INVOKE_SYNC,    /* the response is the function's result */
    INVOKE_EVENT,   /* the response is sent before the function runs */
    INVOKE_DRY_RUN, /* only checks the request */
};

struct invoke_request {
    enum invocation_type type;
    bool log_tail; /* the response includes the end of the log */
};

/* Reads the headers. False: the error response was sent. */
bool invoke_request_read(struct invoke_request *invoke,
                         struct http_request *req);
/* Sets the trace id: the one in the request, or a new one. If spans are sent,
 * traceparent counts, too. False if memory is short. */
bool invoke_request_take_trace(struct invocation *inv,
                               const struct http_request *req,
                               const struct tracer *tracer) MUST_CHECK;
/* Checks the body and makes an invocation, which takes it, without a response
 * sink. NULL: the response was sent, because the request was a dry run or had
 * an error. */
struct invocation *invoke_request_accept(const struct invoke_request *invoke,
                                         struct http_request *req,
                                         const char *arn,
                                         const struct tracer *tracer);

#endif
