/* fd.h - file descriptors; -1 means none. Every descriptor created here is
 * close-on-exec. */
#ifndef DAYFLY_COMMON_FD_H
#define DAYFLY_COMMON_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"

/* Closes *fd unless it is -1, and sets it to -1. Keeps errno. */
void fd_close(int *fd);
/* Returns *fd and sets it to -1. */
int fd_take(int *fd);
bool fd_pipe(int *reader, int *writer, struct error *err) MUST_CHECK;
/* What a new pipe holds, unless the user's pipes have too much memory already.
 */
enum { PIPE_BYTES = 64 * 1024 };
/* Lets a pipe hold more, so that both sides sleep less often. Has no effect
 * if the user's pipes have too much memory. */
void fd_widen_pipe(int fd);
bool fd_nonblock(int fd, struct error *err) MUST_CHECK;

/* read(2) and write(2), repeated after EINTR. */
ssize_t fd_read(int fd, void *bytes, size_t size);
ssize_t fd_write(int fd, const void *bytes, size_t size);

/* Writes what the descriptor accepts without blocking, after waiting for at
 * most max_ms until it accepts any. Returns the number of bytes; 0: none now;
 * -1: it never will (for example a pipe without a reader). */
ssize_t fd_write_ready(int fd, const void *bytes, size_t size, int max_ms);

/* Writes all bytes, however long it takes; false with errno set. */
bool fd_write_all(int fd, const void *bytes, size_t size) MUST_CHECK;

/* Reads at most size - 1 bytes with one read, which is enough for most files of
 * /proc, and adds a NUL. Returns the number of bytes; 0 and "" on failure. */
size_t fd_read_file(const char *path, char *text, size_t size);

#endif
