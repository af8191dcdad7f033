#include "bootstrap/process/stdin_writer.h"

#include <errno.h>
#include <string.h>

void feed_begin(struct feed *d, const struct iovec *pieces, size_t count)
{
    d->at = FEED_MOST - count;
    d->fed = 0;
    memcpy(d->pieces + d->at, pieces, count * sizeof *pieces);
}

void feed_add(struct feed *d, const struct iovec *pieces, size_t count)
{
    size_t left = FEED_MOST - d->at;

    memmove(d->pieces + d->at - count, d->pieces + d->at,
            left * sizeof *pieces);
    d->at -= count;
    memcpy(d->pieces + FEED_MOST - count, pieces, count * sizeof *pieces);
    d->fed = 0;
}

void feed_forget(struct feed *d)
{
    d->at = FEED_MOST;
}

bool feed_left(const struct feed *d)
{
    return d->at < FEED_MOST;
}

static void forget_fed(struct feed *d, size_t put)
{
    while (feed_left(d)) {
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

enum fed feed_turn(struct feed *d, int fd, struct fault *f)
{
    ssize_t put = writev(fd, d->pieces + d->at, (int)(FEED_MOST - d->at));

    if (put < 0 && (errno == EAGAIN || errno == EINTR))
        return FED_SOME;
    if (put < 0) {
        feed_forget(d);
        if (errno == EPIPE)
            return FED_REFUSED;
        (void)fault_errno(f, "cannot hand over the event");
        return FED_BROKEN;
    }
    d->fed += (size_t)put;
    forget_fed(d, (size_t)put);
    return feed_left(d) ? FED_SOME : FED_ALL;
}
