#include "test/unit/support/paper.h"

#include <stdlib.h>

#include "common/fd.h"

void paper_open(struct paper *p)
{
    struct error err = ERROR_NONE;

    *p = (struct paper){.reader = -1, .writer = -1, .read = BUF(16 << 20)};
    if (!fd_pipe(&p->reader, &p->writer, &err) || !fd_nonblock(p->reader, &err))
        abort();
    p->log = (struct log)LOG(p->writer);
}

/* What has been written so far. */
const char *paper_read(struct paper *p)
{
    ssize_t got;

    do {
        if (!buf_reserve(&p->read, 65536))
            abort();
        got = fd_read(p->reader, buf_tail(&p->read), 65536);
        if (got > 0)
            buf_commit(&p->read, (size_t)got);
    } while (got > 0);
    return p->read.data;
}

void paper_close(struct paper *p)
{
    log_free(&p->log);
    fd_close(&p->reader);
    fd_close(&p->writer);
    buf_free(&p->read);
}
