/* response.h - what is sent to the platform for one event. A value:
 * response_builder makes it, an event source sends it. */
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
    bool failed;    /* send `error` to the error endpoint */
    bool unread;    /* an error, and no code has seen the event */
    bool streaming; /* send `body` while it grows; an error that happens
                       meanwhile is sent in the trailers */
    const char *content_type;
    char content_type_buf[CONTENT_TYPE_SIZE]; /* for a handler's own type */
    struct response_body *body;               /* borrowed */
    struct response_body error;       /* the error object, JSON; empty: none */
    char error_type[ERROR_TYPE_SIZE]; /* a valid header value; "": no error */
    struct buf record; /* what is logged instead of `error`, an object or a
                          text; empty: `error` is */
    struct buf cause;  /* for X-Ray, a valid header value; empty: none */
    int64_t peak_kib;  /* peak memory of the process; 0: not known yet, -1: the
                          event had no process */
};

#define RESPONSE                                                               \
    {                                                                          \
        .error = RESPONSE_BODY(ERROR_MAX_BYTES),                               \
        .record = BUF(ERROR_MAX_BYTES), .cause = BUF(XRAY_CAUSE_MAX_BYTES)     \
    }

#endif
