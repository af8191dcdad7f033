/* http_prelude.h - where the body begins in a response of the type
 * application/vnd.awslambda.http-integration-response: after a JSON text and
 * 8 NULs. Pure; whether the text is any good is for url_head to say. */
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
    HTTP_PRELUDE_DONE,     /* `text` is whole; what follows is the body */
    HTTP_PRELUDE_TOO_LONG, /* more than HTTP_PRELUDE_MAX_BYTES and no NUL */
    HTTP_PRELUDE_BROKEN,   /* fewer than 8 NULs, or memory is short */
};

struct http_prelude {
    enum http_prelude_state state;
    struct buf text;
    size_t nuls;
};

#define PRELUDE                                                                \
    {                                                                          \
        .state = HTTP_PRELUDE_OPEN, .text = BUF(HTTP_PRELUDE_MAX_BYTES),       \
        .nuls = 0                                                              \
    }

/* How many of the bytes belong to the prelude, NULs included: all of them
 * unless it is done or no good after this. The rest is body, if it is done. */
size_t http_prelude_feed(struct http_prelude *prelude, const char *bytes,
                         size_t size);
/* Safe twice. */
void http_prelude_free(struct http_prelude *prelude);

#endif
