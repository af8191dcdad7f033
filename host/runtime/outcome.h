/* outcome.h - how an invocation ended, as its caller and the log are informed.
 */
#ifndef DAYFLY_HOST_RUNTIME_OUTCOME_H
#define DAYFLY_HOST_RUNTIME_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"

enum {
    PAYLOAD_MAX_BYTES =
        6 * 1024 * 1024 + 100,            /* of an event, and of a response */
    STREAM_MAX_BYTES = 200 * 1024 * 1024, /* of a streamed response */
};

struct outcome {
    struct buf body;
    bool failed;
    bool not_found;      /* the function was removed */
    const char *status;  /* in the REPORT line: NULL, "error" or "timeout" */
    char error_type[64]; /* "": not known */
    long peak_kb;        /* peak memory in KiB; -1: not known */
    int64_t load_us;     /* a process loaded first; not the invocation's time */
    bool peak_follows;   /* peak_kb comes with the runtime's next request */
    uint64_t produced_bytes; /* that the runtime has sent */
};

#define OUTCOME                                                                \
    {                                                                          \
        .body = BUF(PAYLOAD_MAX_BYTES), .failed = false, .peak_kb = -1         \
    }

/* It failed. The type is kept if it consists of letters, digits, dots and
 * underscores only; it may be NULL. The body stays. */
void outcome_set_failed(struct outcome *outcome, const char *type);

/* It failed, and the body becomes {"errorType":…,"errorMessage":…}. */
void outcome_set_error(struct outcome *outcome, const char *type,
                       const char *message);

#endif
