/* http_prelude.h - where the body begins in a response of the type
 * application/vnd.awslambda.http-integration-response: after a JSON text and
 * 8 NULs. Pure; whether the text is any good is for url_head to say. */
#ifndef DAYFLY_HOST_URLS_HTTP_PRELUDE_H
#define DAYFLY_HOST_URLS_HTTP_PRELUDE_H

#include <stddef.h>

#include "common/buf.h"

enum {
    PRELUDE_MOST_BYTES = 64 * 1024, /* of the text */
    PRELUDE_NULS = 8,
};

#define PRELUDE_TYPE "application/vnd.awslambda.http-integration-response"

enum prelude_state {
    PRELUDE_OPEN,     /* more bytes are needed */
    PRELUDE_DONE,     /* `text` is whole; what follows is the body */
    PRELUDE_TOO_LONG, /* more than PRELUDE_MOST_BYTES and no NUL */
    PRELUDE_BROKEN,   /* fewer than 8 NULs, or memory is short */
};

struct prelude {
    enum prelude_state state;
    struct buf text;
    size_t nuls;
};

#define PRELUDE                                                                \
    {                                                                          \
        .state = PRELUDE_OPEN, .text = BUF(PRELUDE_MOST_BYTES), .nuls = 0      \
    }

/* How many of the bytes belong to the prelude, NULs included: all of them
 * unless it is done or no good after this. The rest is body, if it is done. */
size_t prelude_feed(struct prelude *p, const char *bytes, size_t size);
/* Safe twice. */
void prelude_free(struct prelude *p);

#endif
