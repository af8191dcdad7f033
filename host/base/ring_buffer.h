/* ring_buffer_buffer.h - bytes between two that are not equally fast: first in,
 * first out, as many as there is room for. Pure. */
#ifndef DAYFLY_HOST_BASE_RING_BUFFER_H
#define DAYFLY_HOST_BASE_RING_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

struct ring_buffer {
    char *bytes; /* owned; NULL: no room at all */
    size_t capacity;
    size_t start;
    size_t size; /* of `room`, how many are taken */
};

/* False when memory is short; the ring has no room then. */
bool ring_buffer_open(struct ring_buffer *ring, size_t room) MUST_CHECK;
/* Safe twice. */
void ring_buffer_free(struct ring_buffer *ring);

size_t ring_buffer_space(const struct ring_buffer *ring);
/* There is space for them. */
void ring_buffer_put(struct ring_buffer *ring, const void *bytes, size_t size);
/* Moves out up to `room` bytes; returns how many. */
size_t ring_buffer_take(struct ring_buffer *ring, char *bytes, size_t room);

#endif
