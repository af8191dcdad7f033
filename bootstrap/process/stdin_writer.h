/* stdin_writer.h - what a child's stdin still gets: some pieces of memory,
 * written one after the other as the pipe takes them. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_STDIN_WRITER_H
#define DAYFLY_BOOTSTRAP_PROCESS_STDIN_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "common/error.h"

enum { STDIN_PIECES_MAX = 3 };

struct stdin_writer {
    struct iovec pieces[STDIN_PIECES_MAX]; /* borrowed */
    size_t next;    /* STDIN_PIECES_MAX: nothing is left */
    size_t written; /* bytes written since stdin_writer_add */
};

enum stdin_write_result {
    STDIN_PARTIAL, /* more is left */
    STDIN_WRITTEN,
    STDIN_CLOSED, /* the reader is gone: what it answers counts */
    STDIN_FAILED, /* the pipe itself fails */
};

/* At most STDIN_PIECES_MAX pieces, never NULL; they must live until all is fed.
 */
void stdin_writer_begin(struct stdin_writer *writer, const struct iovec *pieces,
                        size_t count);
/* More, after what is left; no more pieces than fit. */
void stdin_writer_add(struct stdin_writer *writer, const struct iovec *pieces,
                      size_t count);
void stdin_writer_forget(struct stdin_writer *writer);
bool stdin_writer_has_pending(const struct stdin_writer *writer);
/* Writes what the descriptor takes. */
enum stdin_write_result stdin_writer_write(struct stdin_writer *writer, int fd,
                                           struct error *err);

#endif
