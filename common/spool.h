/* spool.h - a queue of bytes in an unlinked file, for more than memory should
 * hold.
 *
 * The file is created in SPOOL_FOLDER when the first bytes are added and closed
 * when the queue is empty. It has no name, so it does not outlive the process.
 */
#ifndef DAYFLY_COMMON_SPOOL_H
#define DAYFLY_COMMON_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

#define SPOOL_FOLDER "/tmp"

struct spool {
    int fd;        /* -1: the queue is empty */
    int64_t begin; /* offset of the first byte of the queue */
    int64_t end;
    int64_t max; /* upper limit of `end` */
};

#define SPOOL(most_bytes)                                                      \
    {                                                                          \
        .fd = -1, .begin = 0, .end = 0, .max = (most_bytes)                    \
    }

bool spool_is_empty(const struct spool *s);
/* Adds all bytes, or none: false if the file cannot be created or is full. */
bool spool_add(struct spool *s, const char *bytes, size_t size) MUST_CHECK;
/* Moves up to `most` bytes from the front of the queue to the end of `to`.
 * False: memory is exhausted, or the file cannot be read; in the second case
 * the queue is dropped. */
bool spool_take(struct spool *s, struct buf *to, size_t most) MUST_CHECK;
void spool_free(struct spool *s);

#endif
