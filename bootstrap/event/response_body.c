#include "bootstrap/event/response_body.h"

#include <string.h>

size_t body_left(const struct body *b)
{
    return b->bytes.size - b->pulled;
}

bool body_full(const struct body *b)
{
    return body_left(b) >= BODY_HIGH_WATER;
}

size_t body_pull(struct body *b, char *to, size_t room)
{
    size_t size = body_left(b) < room ? body_left(b) : room;

    if (size == 0)
        return 0;
    memcpy(to, b->bytes.data + b->pulled, size);
    b->pulled += size;
    b->taken += size;
    if (b->live) {
        buf_drop(&b->bytes, b->pulled);
        b->pulled = 0;
    }
    return size;
}

const char *body_lend(struct body *b, size_t *size)
{
    const char *bytes = b->bytes.data + b->pulled;

    *size = body_left(b);
    b->pulled += *size;
    b->taken += *size;
    return bytes;
}

bool body_rewind(struct body *b)
{
    if (b->live)
        return false;
    b->pulled = 0;
    b->taken = 0;
    return true;
}

void body_clear(struct body *b)
{
    buf_clear(&b->bytes);
    b->pulled = 0;
    b->taken = 0;
    b->live = false;
}
