#include "bootstrap/event/response_body.h"

#include <string.h>

size_t response_body_remaining(const struct response_body *b)
{
    return b->bytes.size - b->pulled;
}

bool response_body_is_full(const struct response_body *b)
{
    return response_body_remaining(b) >= RESPONSE_BODY_HIGH_WATER;
}

size_t response_body_read(struct response_body *b, char *to, size_t room)
{
    size_t size =
        response_body_remaining(b) < room ? response_body_remaining(b) : room;

    if (size == 0)
        return 0;
    memcpy(to, b->bytes.data + b->pulled, size);
    b->pulled += size;
    b->taken += size;
    if (b->live) {
        buf_consume(&b->bytes, b->pulled);
        b->pulled = 0;
    }
    return size;
}

const char *response_body_peek(struct response_body *b, size_t *size)
{
    const char *bytes = b->bytes.data + b->pulled;

    *size = response_body_remaining(b);
    b->pulled += *size;
    b->taken += *size;
    return bytes;
}

bool response_body_rewind(struct response_body *b)
{
    if (b->live)
        return false;
    b->pulled = 0;
    b->taken = 0;
    return true;
}

void response_body_clear(struct response_body *b)
{
    buf_clear(&b->bytes);
    b->pulled = 0;
    b->taken = 0;
    b->live = false;
}
