/* ring_buffer.h - a fixed amount of memory for bytes, first in, first out. */
#ifndef DAYFLY_HOST_BASE_RING_BUFFER_H
#define DAYFLY_HOST_BASE_RING_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

struct ring_buffer {
    char *bytes; /* owned; NULL: the capacity is 0 */
    size_t capacity;
    size_t start; /* index of the oldest byte */
    size_t size;  /* bytes stored */
};

/* False if memory is short; the capacity is 0 then. */
bool ring_buffer_open(struct ring_buffer *ring, size_t capacity) MUST_CHECK;
/* Safe twice. */
void ring_buffer_free(struct ring_buffer *ring);

/* Free bytes. */
size_t ring_buffer_space(const struct ring_buffer *ring);
/* `size` must not exceed the free bytes. */
void ring_buffer_put(struct ring_buffer *ring, const void *bytes, size_t size);
/* Any size: the oldest bytes make room, those of `bytes` among them. */
void ring_buffer_put_last(struct ring_buffer *ring, const char *bytes,
                          size_t size);
/* Removes up to `room` bytes, stores them at `bytes`, and returns their number.
 */
size_t ring_buffer_take(struct ring_buffer *ring, char *bytes, size_t room);

#endif
