#include "host/urls/http_prelude.h"

#include <string.h>

static size_t feed_text(struct prelude *p, const char *bytes, size_t size)
{
    const char *nul = memchr(bytes, '\0', size);
    size_t text = nul ? (size_t)(nul - bytes) : size;

    if (text > PRELUDE_MOST_BYTES - p->text.size)
        p->state = PRELUDE_TOO_LONG;
    else if (!buf_add(&p->text, bytes, text))
        p->state = PRELUDE_BROKEN;
    return text;
}

static size_t feed_nuls(struct prelude *p, const char *bytes, size_t size)
{
    size_t used = 0;

    while (used < size && bytes[used] == '\0' && p->nuls < PRELUDE_NULS) {
        p->nuls++;
        used++;
    }
    if (p->nuls == PRELUDE_NULS)
        p->state = PRELUDE_DONE;
    else if (used < size)
        p->state = PRELUDE_BROKEN;
    return used;
}

size_t prelude_feed(struct prelude *p, const char *bytes, size_t size)
{
    size_t used = 0;

    if (p->state == PRELUDE_OPEN && p->nuls == 0)
        used = feed_text(p, bytes, size);
    if (p->state == PRELUDE_OPEN && used < size)
        used += feed_nuls(p, bytes + used, size - used);
    return used;
}

void prelude_free(struct prelude *p)
{
    buf_free(&p->text);
}
