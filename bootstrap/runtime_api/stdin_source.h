/* stdin_source.h - one event from a descriptor, its answer to another. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_STDIN_SOURCE_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_STDIN_SOURCE_H

#include "bootstrap/event/event_source.h"

struct stdin_source {
    int in;  /* borrowed */
    int out; /* borrowed */
    bool requested;
    bool event_complete; /* the event is read to its end */
    bool response_sent;  /* the answer is out */
    bool failed;         /* and it was an error */
    int64_t timeout_ms;
    const char *const *headers; /* borrowed: six values, NULL for none */
    struct response *response;  /* borrowed while it is being written */
    struct invocation incoming;
};

/* headers: of the event; request id, function ARN, client context, identity,
 * tenant id, trace id, each NULL when there is none. */
void stdin_source_open(struct stdin_source *o, int in, int out,
                       int64_t timeout_ms, const char *const headers[6],
                       struct event_source *source);

#endif
