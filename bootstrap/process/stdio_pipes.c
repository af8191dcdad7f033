#include "bootstrap/process/stdio_pipes.h"

#include <errno.h>
#include <sys/ioctl.h>

#include "common/fd.h"

enum { READ_BYTES = 64 * 1024 };

void pipes_init(struct pipes *p, struct log *log, struct body *said,
                struct ending *end)
{
    p->in = -1;
    p->out = -1;
    p->err = -1;
    hearing_init(&p->hearing, log, said, end);
}

bool pipes_make(struct pipes *p, int theirs[3], struct fault *f)
{
    return fd_pipe(&theirs[0], &p->in, f) && fd_pipe(&p->out, &theirs[1], f) &&
           fd_pipe(&p->err, &theirs[2], f) && fd_nonblock(p->in, f) &&
           fd_nonblock(p->out, f) && fd_nonblock(p->err, f);
}

static void hang_up(struct pipes *p, int *fd)
{
    if (*fd < 0)
        return;
    fd_close(fd);
    if (fd == &p->out)
        hearing_out_end(&p->hearing);
    else
        hearing_err_end(&p->hearing);
}

bool pipes_hear(struct pipes *p, int *fd, struct fault *f)
{
    char bytes[READ_BYTES];
    ssize_t got = fd_read(*fd, bytes, sizeof bytes);

    if (got > 0 && fd == &p->out)
        hearing_out(&p->hearing, bytes, (size_t)got);
    else if (got > 0)
        hearing_err(&p->hearing, bytes, (size_t)got);
    else if (got == 0)
        hang_up(p, fd);
    else if (errno != EAGAIN) {
        (void)fault_errno(f, "cannot read what the handler says");
        hang_up(p, fd);
        return false;
    }
    return true;
}

static void drain(struct pipes *p, int *fd)
{
    struct fault why = FAULT_NONE;
    int waiting = 0;

    if (*fd < 0 || ioctl(*fd, FIONREAD, &waiting) != 0)
        return;
    for (int left = waiting; left > 0 && *fd >= 0; left -= READ_BYTES)
        (void)!pipes_hear(p, fd, &why);
}

void pipes_drain(struct pipes *p)
{
    drain(p, &p->out);
    drain(p, &p->err);
}

bool pipes_untouched(const struct pipes *p)
{
    int unread = 0;

    return p->in >= 0 && ioctl(p->in, FIONREAD, &unread) == 0 &&
           (size_t)unread >= p->feed.fed;
}

void pipes_close(struct pipes *p)
{
    fd_close(&p->in);
    hang_up(p, &p->out);
    hang_up(p, &p->err);
}

void pipes_free(struct pipes *p)
{
    fd_close(&p->in);
    fd_close(&p->out);
    fd_close(&p->err);
    hearing_free(&p->hearing);
}
