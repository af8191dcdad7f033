/* invoke_request.h - what a request of the Invoke API asks for, read from its headers and
 * its body. Who refuses has answered the request. */
#ifndef DAYFLY_HOST_SERVICE_INVOKE_REQUEST_H
#define DAYFLY_HOST_SERVICE_INVOKE_REQUEST_H

#include <stdbool.h>

#include "host/runtime/invocation.h"

enum { EVENT_MOST_BYTES = 1024 * 1024 }; /* of a call that nobody waits for */

struct request;

enum ask_kind {
    ASK_RESPONSE, /* the caller waits */
    ASK_EVENT,    /* it is answered before the function has run */
    ASK_DRY_RUN,  /* nothing is run */
};

struct ask {
    enum ask_kind kind;
    bool tail;
};

/* False: refused. */
bool ask_read(struct ask *a, struct request *r);
/* False: the body cannot be an event; refused. */
bool ask_check_body(const struct ask *a, struct request *r);
/* The trace id that came with the request, or one of our own. */
bool ask_take_trace(struct call *c, const struct request *r) MUST_CHECK;
/* A call with one holder and no caller yet; takes the body. NULL: refused. */
struct call *ask_call(const struct ask *a, struct request *r, const char *arn);

#endif
