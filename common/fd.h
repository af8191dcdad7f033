/* fd.h - descriptors: -1 means none, and only that. Every descriptor made here
 * is close-on-exec. */
#ifndef DAYFLY_COMMON_FD_H
#define DAYFLY_COMMON_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"

/* Closes *fd if there is one and leaves -1. Keeps errno. */
void fd_close(int *fd);
/* Moves the descriptor out, leaving -1 behind. */
int fd_take(int *fd);
bool fd_pipe(int *reader, int *writer, struct error *err) MUST_CHECK;
bool fd_nonblock(int fd, struct error *err) MUST_CHECK;

/* read and write that are not stopped by a signal. -1 and errno as theirs. */
ssize_t fd_read(int fd, void *bytes, size_t size);
ssize_t fd_write(int fd, const void *bytes, size_t size);

/* All bytes, waiting as long as it takes; false with errno set. */
bool fd_write_all(int fd, const void *bytes, size_t size) MUST_CHECK;

/* What one read of the file gives, at most size - 1 bytes and a NUL behind
 * them: all there is in most of /proc. How many; 0 and "" when it cannot be
 * read. */
size_t fd_read_file(const char *path, char *text, size_t size);

#endif
