/* stdin_writer.h - what a child's stdin still gets: some pieces of memory, written one
 * after the other as the pipe takes them. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_STDIN_WRITER_H
#define DAYFLY_BOOTSTRAP_PROCESS_STDIN_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "common/error.h"

enum { FEED_MOST = 3 };

struct feed {
    struct iovec pieces[FEED_MOST]; /* borrowed */
    size_t at;                      /* FEED_MOST: nothing is left */
    size_t fed;                     /* bytes written since feed_add */
};

enum fed {
    FED_SOME, /* more is left */
    FED_ALL,
    FED_REFUSED, /* the reader is gone: what it answers counts */
    FED_BROKEN,  /* the pipe itself fails */
};

/* At most FEED_MOST pieces, never NULL; they must live until all is fed. */
void feed_begin(struct feed *d, const struct iovec *pieces, size_t count);
/* More, after what is left; no more pieces than fit. */
void feed_add(struct feed *d, const struct iovec *pieces, size_t count);
void feed_forget(struct feed *d);
bool feed_left(const struct feed *d);
/* Writes what the descriptor takes. */
enum fed feed_turn(struct feed *d, int fd, struct fault *f);

#endif
