/* outcome.h - how an invocation ended: what its caller is told. A value. */
#ifndef DAYFLY_HOST_RUNTIME_OUTCOME_H
#define DAYFLY_HOST_RUNTIME_OUTCOME_H

#include <stdbool.h>

#include "common/buf.h"

enum {
    PAYLOAD_MAX_BYTES = 6 * 1024 * 1024 + 100, /* each way */
    STREAM_MAX_BYTES = 200 * 1024 * 1024,      /* told in pieces */
};

struct outcome {
    struct buf body;
    bool failed;
    bool not_found;      /* the function is not there any more */
    const char *status;  /* for the report: NULL, "error" or "timeout" */
    char error_type[64]; /* "" when not known */
    long peak_kb;        /* -1: not known */
    bool peak_follows;   /* with the runtime's question for the next event */
};

#define OUTCOME                                                                \
    {                                                                          \
        .body = BUF(PAYLOAD_MAX_BYTES), .failed = false, .peak_kb = -1         \
    }

/* It failed; `type` is kept when it is a plain word, and may be NULL. The body
 * stays. */
void outcome_set_failed(struct outcome *outcome, const char *type);

/* It failed, and the body is {"errorType":…,"errorMessage":…}. */
void outcome_set_error(struct outcome *outcome, const char *type,
                       const char *message);

#endif
