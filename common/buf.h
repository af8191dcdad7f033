/* buf.h - bytes up to a ceiling, and the only room that allocates.
 *
 * A buffer is born with the most bytes it may ever hold, so no input can make
 * it unbounded. `data` always ends in a NUL that `size` does not count, and is
 * "" while the buffer is empty: it can be read as a string at any time. */
#ifndef DAYFLY_COMMON_BUF_H
#define DAYFLY_COMMON_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

struct buf {
    const char *data;
    size_t size;
    size_t capacity; /* bytes allocated, the NUL's included; 0: none */
    size_t max;      /* the most bytes `size` may reach */
};

#define BUF(most)                                                              \
    {                                                                          \
        .data = "", .size = 0, .capacity = 0, .max = (most)                    \
    }

/* False when the bytes would pass the ceiling or memory is short; the buffer
 * is then as it was. */
bool buf_add(struct buf *b, const void *bytes, size_t size) MUST_CHECK;
bool buf_add_str(struct buf *b, const char *text) MUST_CHECK;
bool buf_printf(struct buf *b, const char *fmt, ...) MUST_CHECK
    PRINTF_LIKE(2, 3);

/* Room for `size` more bytes to be written by the caller at buf_tail(); what
 * was written there is then counted in by buf_commit(). */
bool buf_reserve(struct buf *b, size_t size) MUST_CHECK;
char *buf_tail(struct buf *b);
void buf_commit(struct buf *b, size_t size);

/* Keep only the first `size` bytes, of which there are at least as many. */
void buf_truncate(struct buf *b, size_t size);
/* Forget the first `size` bytes. */
void buf_consume(struct buf *b, size_t size);
/* Forget the bytes, keep the memory unless it is more than 1 MiB: one large
 * event must not stay in memory for life. */
void buf_clear(struct buf *b);
/* Give the memory back. Safe twice; the buffer may be used again. */
void buf_free(struct buf *b);

/* Fixed-size memory for the long-lived structs of other rooms, zeroed. NULL
 * when memory is short. mem_free takes NULL. */
void *mem_new(size_t count, size_t size) MUST_CHECK;
void mem_free(void *memory);

#endif
