/* http_prelude.h - splits a response of the type
 * application/vnd.awslambda.http-integration-response into the prelude, a JSON
 * text (url_response_head.h), and the body, which follows after 8 NULs. */
#ifndef DAYFLY_HOST_URLS_HTTP_PRELUDE_H
#define DAYFLY_HOST_URLS_HTTP_PRELUDE_H

#include <stddef.h>

#include "common/buf.h"

enum {
    HTTP_PRELUDE_MAX_BYTES = 64 * 1024, /* of the text */
    HTTP_PRELUDE_NULS = 8,
};

#define HTTP_PRELUDE_TYPE "application/vnd.awslambda.http-integration-response"

enum http_prelude_state {
    HTTP_PRELUDE_OPEN,     /* more bytes are needed */
    HTTP_PRELUDE_DONE,     /* `text` is complete; the body follows */
    HTTP_PRELUDE_TOO_LONG, /* no NUL within HTTP_PRELUDE_MAX_BYTES */
    HTTP_PRELUDE_INVALID,  /* fewer than 8 NULs, or memory is short */
};

struct http_prelude {
    enum http_prelude_state state;
    struct buf text;
    size_t nuls; /* received so far */
};

#define PRELUDE                                                                \
    {                                                                          \
        .state = HTTP_PRELUDE_OPEN, .text = BUF(HTTP_PRELUDE_MAX_BYTES),       \
        .nuls = 0                                                              \
    }

/* Takes bytes of the response; returns how many belong to the prelude and its
 * NULs. Call it while the state is OPEN. In the state DONE the remaining bytes
 * are the first of the body. */
size_t http_prelude_feed(struct http_prelude *prelude, const char *bytes,
                         size_t size);
/* Safe twice. */
void http_prelude_free(struct http_prelude *prelude);

#endif
