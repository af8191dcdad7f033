/* invoke_request.h - what a request of the Invoke API asks for, read from its
 * headers and its body. Who refuses has answered the request. */
#ifndef DAYFLY_HOST_SERVICE_INVOKE_REQUEST_H
#define DAYFLY_HOST_SERVICE_INVOKE_REQUEST_H

#include <stdbool.h>

#include "host/runtime/invocation.h"

enum { EVENT_MAX_BYTES = 1024 * 1024 }; /* of a call that nobody waits for */

struct http_request;

enum invocation_type {
    INVOKE_SYNC,    /* the caller waits */
    INVOKE_EVENT,   /* it is answered before the function has run */
    INVOKE_DRY_RUN, /* nothing is run */
};

struct invoke_request {
    enum invocation_type type;
    bool log_tail;
};

/* False: refused. */
bool invoke_request_read(struct invoke_request *invoke,
                         struct http_request *req);
/* The trace id that came with the request, or one of our own. */
bool invoke_request_take_trace(struct invocation *inv,
                               const struct http_request *req) MUST_CHECK;
/* Checks the body and makes an invocation, which takes it, without a response
 * sink. NULL: the response was sent, because the request was a dry run or had
 * an error. */
struct invocation *invoke_request_accept(const struct invoke_request *invoke,
                                         struct http_request *req,
                                         const char *arn);

#endif
