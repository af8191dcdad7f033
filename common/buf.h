/* buf.h - a buffer with a maximum size; the only unit that allocates memory.
 *
 * The maximum is set when the buffer is made, so no input makes it grow without
 * limit. `data` always ends in a NUL that `size` does not count, and is
 * "" while the buffer is empty: it can be read as a string at any time. */
#ifndef DAYFLY_COMMON_BUF_H
#define DAYFLY_COMMON_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

struct buf {
    const char *data;
    size_t size;
    size_t capacity; /* bytes allocated, with the NUL; 0: none */
    size_t max;      /* the most bytes `size` may reach */
};

#define BUF(most)                                                              \
    {                                                                          \
        .data = "", .size = 0, .capacity = 0, .max = (most)                    \
    }

/* Appends. False: the bytes would exceed `max`, or memory is exhausted; the
 * buffer is then unchanged. */
bool buf_add(struct buf *b, const void *bytes, size_t size) MUST_CHECK;
bool buf_add_str(struct buf *b, const char *text) MUST_CHECK;
bool buf_printf(struct buf *b, const char *fmt, ...) MUST_CHECK
    PRINTF_LIKE(2, 3);

/* Reserves memory for `size` more bytes. The caller writes them at buf_tail()
 * and then calls buf_commit() with the number of bytes written. */
bool buf_reserve(struct buf *b, size_t size) MUST_CHECK;
char *buf_tail(struct buf *b);
void buf_commit(struct buf *b, size_t size);

/* Exchanges the bytes of two buffers without copying them; each keeps its
 * maximum, which must not be less than the size of the other. */
void buf_swap(struct buf *a, struct buf *b);
/* Keeps only the first `size` bytes; there must be at least as many. */
void buf_truncate(struct buf *b, size_t size);
/* Removes the first `size` bytes. */
void buf_consume(struct buf *b, size_t size);
/* Removes all bytes. Keeps the memory for reuse, unless it is more than 1 MiB:
 * one large event must not occupy memory for ever. */
void buf_clear(struct buf *b);
/* Frees the memory. May be called twice; the buffer can be used again. */
void buf_free(struct buf *b);

/* Zeroed memory for long-lived structs. NULL: memory is exhausted. mem_free
 * accepts NULL. */
void *mem_new(size_t count, size_t size) MUST_CHECK;
void mem_free(void *memory);
/* A copy of a text, for mem_free. */
char *mem_text(const char *text) MUST_CHECK;

#endif
