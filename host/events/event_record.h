/* event_record.h - what destinations and dead-letter queues get about an event,
 * in AWS's form. Pure. */
#ifndef DAYFLY_HOST_EVENTS_EVENT_RECORD_H
#define DAYFLY_HOST_EVENTS_EVENT_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"

struct event_record {
    int64_t now_ms;
    const char *request_id;
    const char *arn;       /* with the qualifier */
    const char *condition; /* "Success", "RetriesExhausted", … */
    unsigned count;        /* of its invocations */
    const struct buf *request;
    const char *version;        /* that was invoked; NULL: none was */
    bool failed;                /* by the function */
    const struct buf *response; /* of the invocation; NULL: there is none */
};

/* Appends the record. False: out of memory. */
bool event_record_add(struct buf *out,
                      const struct event_record *record) MUST_CHECK;
/* Appends the attributes of a message of a dead-letter queue, an object of
 * JSON. */
bool event_record_add_attributes(struct buf *out, const char *request_id,
                                 const char *message) MUST_CHECK;

#endif
