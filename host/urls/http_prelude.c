#include "host/urls/http_prelude.h"

#include <string.h>

static size_t feed_text(struct http_prelude *prelude, const char *bytes,
                        size_t size)
{
    const char *nul = memchr(bytes, '\0', size);
    size_t text = nul ? (size_t)(nul - bytes) : size;

    if (text > HTTP_PRELUDE_MAX_BYTES - prelude->text.size)
        prelude->state = HTTP_PRELUDE_TOO_LONG;
    else if (!buf_add(&prelude->text, bytes, text))
        prelude->state = HTTP_PRELUDE_INVALID;
    return text;
}

static size_t feed_nuls(struct http_prelude *prelude, const char *bytes,
                        size_t size)
{
    size_t used = 0;

    while (used < size && bytes[used] == '\0' &&
           prelude->nuls < HTTP_PRELUDE_NULS) {
        prelude->nuls++;
        used++;
    }
    if (prelude->nuls == HTTP_PRELUDE_NULS)
        prelude->state = HTTP_PRELUDE_DONE;
    else if (used < size)
        prelude->state = HTTP_PRELUDE_INVALID;
    return used;
}

size_t http_prelude_feed(struct http_prelude *prelude, const char *bytes,
                         size_t size)
{
    size_t used = 0;

    if (prelude->state == HTTP_PRELUDE_OPEN && prelude->nuls == 0)
        used = feed_text(prelude, bytes, size);
    if (prelude->state == HTTP_PRELUDE_OPEN && used < size)
        used += feed_nuls(prelude, bytes + used, size - used);
    return used;
}

void http_prelude_free(struct http_prelude *prelude)
{
    buf_free(&prelude->text);
}
