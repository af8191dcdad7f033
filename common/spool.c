#include "common/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/fd.h"

bool spool_is_empty(const struct spool *s)
{
    return s->begin == s->end;
}

static bool make(struct spool *s)
{
    char path[] = SPOOL_FOLDER "/dayfly-log-XXXXXX";

    s->fd = mkostemp(path, O_CLOEXEC);
    if (s->fd < 0)
        return false;
    (void)unlink(path);
    return true;
}

static bool write_at(const struct spool *s, const char *bytes, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t put =
            pwrite(s->fd, bytes + done, size - done, s->end + (int64_t)done);
        if (put <= 0 && errno != EINTR)
            return false;
        done += put > 0 ? (size_t)put : 0;
    }
    return true;
}

bool spool_add(struct spool *s, const char *bytes, size_t size)
{
    if (s->end + (int64_t)size > s->max || (s->fd < 0 && !make(s)))
        return false;
    if (!write_at(s, bytes, size)) {
        if (spool_is_empty(s))
            spool_free(s);
        return false;
    }
    s->end += (int64_t)size;
    return true;
}

bool spool_take(struct spool *s, struct buf *to, size_t most)
{
    int64_t left = s->end - s->begin;
    size_t size = left < (int64_t)most ? (size_t)left : most;
    ssize_t got;

    if (!buf_reserve(to, size))
        return false;
    do
        got = pread(s->fd, buf_tail(to), size, s->begin);
    while (got < 0 && errno == EINTR);
    if (got > 0) {
        buf_commit(to, (size_t)got);
        s->begin += got;
    }
    if (got <= 0 || spool_is_empty(s))
        spool_free(s);
    return got > 0;
}

void spool_free(struct spool *s)
{
    fd_close(&s->fd);
    s->begin = 0;
    s->end = 0;
}
