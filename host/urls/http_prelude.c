#include "host/urls/http_prelude.h"

#include <string.h>

static size_t feed_text(struct http_prelude *p, const char *bytes, size_t size)
{
    const char *nul = memchr(bytes, '\0', size);
    size_t text = nul ? (size_t)(nul - bytes) : size;

    if (text > HTTP_PRELUDE_MAX_BYTES - p->text.size)
        p->state = HTTP_PRELUDE_TOO_LONG;
    else if (!buf_add(&p->text, bytes, text))
        p->state = HTTP_PRELUDE_BROKEN;
    return text;
}

static size_t feed_nuls(struct http_prelude *p, const char *bytes, size_t size)
{
    size_t used = 0;

    while (used < size && bytes[used] == '\0' && p->nuls < HTTP_PRELUDE_NULS) {
        p->nuls++;
        used++;
    }
    if (p->nuls == HTTP_PRELUDE_NULS)
        p->state = HTTP_PRELUDE_DONE;
    else if (used < size)
        p->state = HTTP_PRELUDE_BROKEN;
    return used;
}

size_t http_prelude_feed(struct http_prelude *p, const char *bytes, size_t size)
{
    size_t used = 0;

    if (p->state == HTTP_PRELUDE_OPEN && p->nuls == 0)
        used = feed_text(p, bytes, size);
    if (p->state == HTTP_PRELUDE_OPEN && used < size)
        used += feed_nuls(p, bytes + used, size - used);
    return used;
}

void http_prelude_free(struct http_prelude *p)
{
    buf_free(&p->text);
}
