/* stdin_writer.h - pieces of memory that are to be written to the stdin of a
 * process, one after another, as fast as the pipe accepts them. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_STDIN_WRITER_H
#define DAYFLY_BOOTSTRAP_PROCESS_STDIN_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "common/error.h"

enum { STDIN_PIECES_MAX = 3 };

struct stdin_writer {
    struct iovec pieces[STDIN_PIECES_MAX]; /* borrowed */
    size_t next;    /* the first that is left; STDIN_PIECES_MAX: none is */
    size_t written; /* bytes since the last stdin_writer_add */
};

enum stdin_write_result {
    STDIN_PARTIAL, /* more is left */
    STDIN_WRITTEN,
    STDIN_CLOSED, /* the process has closed its stdin, which is no error */
    STDIN_FAILED, /* the pipe does not work; err says why */
};

/* Replaces what is left. At most STDIN_PIECES_MAX pieces, none with a NULL
 * address; their memory must live until it is written. */
void stdin_writer_begin(struct stdin_writer *writer, const struct iovec *pieces,
                        size_t count);
/* Appends pieces; with those that are left, at most STDIN_PIECES_MAX. */
void stdin_writer_add(struct stdin_writer *writer, const struct iovec *pieces,
                      size_t count);
void stdin_writer_forget(struct stdin_writer *writer);
bool stdin_writer_has_pending(const struct stdin_writer *writer);
/* Writes as much as the descriptor accepts now. */
enum stdin_write_result stdin_writer_write(struct stdin_writer *writer, int fd,
                                           struct error *err);

#endif
