#include "host/base/ring_buffer.h"

#include <string.h>

#include "common/buf.h"

bool ring_buffer_open(struct ring_buffer *r, size_t room)
{
    *r = (struct ring_buffer){.bytes = mem_new(1, room)};
    if (r->bytes)
        r->room = room;
    return r->bytes != NULL;
}

void ring_buffer_free(struct ring_buffer *r)
{
    mem_free(r->bytes);
    *r = (struct ring_buffer){.bytes = NULL};
}

size_t ring_buffer_space(const struct ring_buffer *r)
{
    return r->room - r->size;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

void ring_buffer_put(struct ring_buffer *r, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    size_t at = (r->first + r->size) % r->room;
    size_t straight = smaller(size, r->room - at);

    memcpy(r->bytes + at, bytes, straight);
    memcpy(r->bytes, (const char *)bytes + straight, size - straight);
    r->size += size;
}

size_t ring_buffer_take(struct ring_buffer *r, char *bytes, size_t room)
{
    size_t size = smaller(room, r->size);

    if (size == 0)
        return 0;
    size_t straight = smaller(size, r->room - r->first);
    memcpy(bytes, r->bytes + r->first, straight);
    memcpy(bytes + straight, r->bytes, size - straight);
    r->size -= size;
    r->first = r->size > 0 ? (r->first + size) % r->room : 0;
    return size;
}
