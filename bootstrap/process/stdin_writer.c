#include "bootstrap/process/stdin_writer.h"

#include <errno.h>
#include <string.h>

void stdin_writer_begin(struct stdin_writer *d, const struct iovec *pieces,
                        size_t count)
{
    d->at = STDIN_PIECES_MAX - count;
    d->fed = 0;
    memcpy(d->pieces + d->at, pieces, count * sizeof *pieces);
}

void stdin_writer_add(struct stdin_writer *d, const struct iovec *pieces,
                      size_t count)
{
    size_t left = STDIN_PIECES_MAX - d->at;

    memmove(d->pieces + d->at - count, d->pieces + d->at,
            left * sizeof *pieces);
    d->at -= count;
    memcpy(d->pieces + STDIN_PIECES_MAX - count, pieces,
           count * sizeof *pieces);
    d->fed = 0;
}

void stdin_writer_forget(struct stdin_writer *d)
{
    d->at = STDIN_PIECES_MAX;
}

bool stdin_writer_has_pending(const struct stdin_writer *d)
{
    return d->at < STDIN_PIECES_MAX;
}

static void forget_fed(struct stdin_writer *d, size_t put)
{
    while (stdin_writer_has_pending(d)) {
        struct iovec *piece = &d->pieces[d->at];
        if (put < piece->iov_len) {
            piece->iov_base = (char *)piece->iov_base + put;
            piece->iov_len -= put;
            return;
        }
        put -= piece->iov_len;
        d->at++;
    }
}

enum stdin_write_result stdin_writer_write(struct stdin_writer *d, int fd,
                                           struct error *f)
{
    ssize_t put =
        writev(fd, d->pieces + d->at, (int)(STDIN_PIECES_MAX - d->at));

    if (put < 0 && (errno == EAGAIN || errno == EINTR))
        return STDIN_PARTIAL;
    if (put < 0) {
        stdin_writer_forget(d);
        if (errno == EPIPE)
            return STDIN_CLOSED;
        (void)error_set_errno(f, "cannot hand over the event");
        return STDIN_FAILED;
    }
    d->fed += (size_t)put;
    forget_fed(d, (size_t)put);
    return stdin_writer_has_pending(d) ? STDIN_PARTIAL : STDIN_WRITTEN;
}
