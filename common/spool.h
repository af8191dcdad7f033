/* spool.h - bytes in line, in a file without a name: what waits longer than
 * memory should. First in, first out.
 *
 * The file is made in SPOOL_FOLDER when it is needed and given back when the
 * line is empty; having no name, it is gone with the process in any case. */
#ifndef DAYFLY_COMMON_SPOOL_H
#define DAYFLY_COMMON_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

#define SPOOL_FOLDER "/tmp"

struct spool {
    int fd;        /* -1: nothing waits */
    int64_t begin; /* of what waits, within the file */
    int64_t end;
    int64_t max; /* the file grows to so many bytes */
};

#define SPOOL(most_bytes)                                                      \
    {                                                                          \
        .fd = -1, .begin = 0, .end = 0, .max = (most_bytes)                    \
    }

bool spool_is_empty(const struct spool *s);
/* All of the bytes or none: false when the file cannot be made or is full. */
bool spool_add(struct spool *s, const char *bytes, size_t size) MUST_CHECK;
/* Moves up to `most` bytes to the end of `to`. False: they cannot be read, or
 * there is no memory for them now; in the first case all that waited is
 * forgotten. */
bool spool_take(struct spool *s, struct buf *to, size_t most) MUST_CHECK;
void spool_free(struct spool *s);

#endif
