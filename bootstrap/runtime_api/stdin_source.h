/* stdin_source.h - reads one event from a descriptor and writes the response to
 * another (--once). */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_STDIN_SOURCE_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_STDIN_SOURCE_H

#include "bootstrap/event/event_source.h"

struct stdin_source {
    int in;  /* borrowed */
    int out; /* borrowed */
    bool requested;
    bool event_complete; /* the event is read to its end */
    bool response_sent;  /* the event is over */
    bool failed;         /* the response is an error */
    int64_t timeout_ms;
    const char *const *headers; /* borrowed */
    struct response *response;  /* borrowed while it is being written */
    struct invocation incoming;
};

/* headers: request id, function ARN, client context, identity, tenant id and
 * trace id of the event; NULL: absent. */
void stdin_source_open(struct stdin_source *o, int in, int out,
                       int64_t timeout_ms, const char *const headers[6],
                       struct event_source *source);

#endif
