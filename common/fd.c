#include "common/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

enum { WIDE_PIPE_BYTES = 1024 * 1024 };

void fd_close(int *fd)
{
    int kept = errno;

    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
    errno = kept;
}

int fd_take(int *fd)
{
    int taken = *fd;

    *fd = -1;
    return taken;
}

bool fd_pipe(int *reader, int *writer, struct error *err)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set_errno(err, "cannot make a pipe");
    *reader = ends[0];
    *writer = ends[1];
    return true;
}

void fd_widen_pipe(int fd)
{
    (void)fcntl(fd, F_SETPIPE_SZ, (int)WIDE_PIPE_BYTES);
}

bool fd_nonblock(int fd, struct error *err)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return error_set_errno(err, "cannot make a descriptor non-blocking");
    return true;
}

ssize_t fd_read(int fd, void *bytes, size_t size)
{
    ssize_t got;

    do
        got = read(fd, bytes, size);
    while (got < 0 && errno == EINTR);
    return got;
}

ssize_t fd_write(int fd, const void *bytes, size_t size)
{
    ssize_t put;

    do
        put = write(fd, bytes, size);
    while (put < 0 && errno == EINTR);
    return put;
}

/* After POLLOUT a write of up to PIPE_BUF bytes does not block on any
 * descriptor. O_NONBLOCK would change it for every process that shares it. */
ssize_t fd_write_ready(int fd, const void *bytes, size_t size, int max_ms)
{
    struct pollfd writable = {.fd = fd, .events = POLLOUT};

    if (poll(&writable, 1, max_ms) <= 0)
        return 0;
    if (!(writable.revents & POLLOUT))
        return -1;
    ssize_t put = fd_write(fd, bytes, size < PIPE_BUF ? size : PIPE_BUF);
    return put < 0 && errno == EAGAIN ? 0 : put;
}

bool fd_write_all(int fd, const void *bytes, size_t size)
{
    const char *rest = bytes;

    while (size > 0) {
        ssize_t put = fd_write(fd, rest, size);
        if (put < 0 && errno == EAGAIN) {
            struct pollfd writable = {.fd = fd, .events = POLLOUT};
            (void)poll(&writable, 1, -1);
            continue;
        }
        if (put < 0)
            return false;
        rest += put;
        size -= (size_t)put;
    }
    return true;
}

size_t fd_read_file(const char *path, char *text, size_t size)
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, text, size - 1);
    size_t have = got > 0 ? (size_t)got : 0;

    text[have] = '\0';
    return have;
}
