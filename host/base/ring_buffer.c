#include "host/base/ring_buffer.h"

#include <string.h>

#include "common/buf.h"

bool ring_buffer_open(struct ring_buffer *ring, size_t capacity)
{
    *ring = (struct ring_buffer){.bytes = mem_new(1, capacity)};
    if (ring->bytes)
        ring->capacity = capacity;
    return ring->bytes != NULL;
}

void ring_buffer_free(struct ring_buffer *ring)
{
    mem_free(ring->bytes);
    *ring = (struct ring_buffer){.bytes = NULL};
}

size_t ring_buffer_space(const struct ring_buffer *ring)
{
    return ring->capacity - ring->size;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

void ring_buffer_put(struct ring_buffer *ring, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    size_t at = (ring->start + ring->size) % ring->capacity;
    size_t first = smaller(size, ring->capacity - at);

    memcpy(ring->bytes + at, bytes, first);
    memcpy(ring->bytes, (const char *)bytes + first, size - first);
    ring->size += size;
}

void ring_buffer_put_last(struct ring_buffer *ring, const char *bytes,
                          size_t size)
{
    size_t over;

    if (size > ring->capacity) {
        bytes += size - ring->capacity;
        size = ring->capacity;
    }
    over = size - smaller(size, ring_buffer_space(ring));
    ring->size -= over;
    ring->start = ring->size > 0 ? (ring->start + over) % ring->capacity : 0;
    ring_buffer_put(ring, bytes, size);
}

size_t ring_buffer_take(struct ring_buffer *ring, char *bytes, size_t room)
{
    size_t size = smaller(room, ring->size);

    if (size == 0)
        return 0;
    size_t first = smaller(size, ring->capacity - ring->start);
    memcpy(bytes, ring->bytes + ring->start, first);
    memcpy(bytes + first, ring->bytes, size - first);
    ring->size -= size;
    ring->start = ring->size > 0 ? (ring->start + size) % ring->capacity : 0;
    return size;
}
