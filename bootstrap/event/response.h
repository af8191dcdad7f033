/* response.h - what goes back to the platform for one event. A value: result.h
 * makes it, a source sends it. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_RESPONSE_H
#define DAYFLY_BOOTSTRAP_EVENT_RESPONSE_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response_body.h"

enum {
    ERROR_TYPE_SIZE = 128,
    CONTENT_TYPE_SIZE = 256,
    XRAY_CAUSE_MAX_BYTES = 32 * 1024,
};

struct response {
    bool failed;    /* to the error endpoint: `error` is the body */
    bool streaming; /* `body` is open; a late failure goes as trailers */
    const char *content_type;
    char content_type_buf[CONTENT_TYPE_SIZE]; /* where a child's own one is kept
                                               */
    struct response_body *body;               /* borrowed: the response */
    /* The error object, JSON. Streaming: filled only by a late failure. */
    struct response_body error;
    char error_type[ERROR_TYPE_SIZE]; /* fit for a header; "" for none */
    struct buf cause; /* X-Ray's, fit for a header; empty for none */
    int64_t peak_kib; /* memory of the process; 0: not known yet, -1: none */
};

#define RESPONSE                                                               \
    {                                                                          \
        .error = RESPONSE_BODY(ERROR_MAX_BYTES),                               \
        .cause = BUF(XRAY_CAUSE_MAX_BYTES)                                     \
    }

#endif
