#include "bootstrap/process/stdio_pipes.h"

#include <errno.h>
#include <sys/ioctl.h>

#include "common/fd.h"

enum { READ_BYTES = 64 * 1024 };

void stdio_pipes_init(struct stdio_pipes *p, struct log *log,
                      struct response_body *said, struct outcome *end)
{
    p->in = -1;
    p->out = -1;
    p->err = -1;
    output_reader_init(&p->hearing, log, said, end);
}

bool stdio_pipes_make(struct stdio_pipes *p, int theirs[3], struct error *f)
{
    return fd_pipe(&theirs[0], &p->in, f) && fd_pipe(&p->out, &theirs[1], f) &&
           fd_pipe(&p->err, &theirs[2], f) && fd_nonblock(p->in, f) &&
           fd_nonblock(p->out, f) && fd_nonblock(p->err, f);
}

static void hang_up(struct stdio_pipes *p, int *fd)
{
    if (*fd < 0)
        return;
    fd_close(fd);
    if (fd == &p->out)
        output_reader_stdout_end(&p->hearing);
    else
        output_reader_stderr_end(&p->hearing);
}

bool stdio_pipes_read(struct stdio_pipes *p, int *fd, struct error *f)
{
    char bytes[READ_BYTES];
    ssize_t got = fd_read(*fd, bytes, sizeof bytes);

    if (got > 0 && fd == &p->out)
        output_reader_stdout(&p->hearing, bytes, (size_t)got);
    else if (got > 0)
        output_reader_stderr(&p->hearing, bytes, (size_t)got);
    else if (got == 0)
        hang_up(p, fd);
    else if (errno != EAGAIN) {
        (void)error_set_errno(f, "cannot read what the handler says");
        hang_up(p, fd);
        return false;
    }
    return true;
}

static void drain(struct stdio_pipes *p, int *fd)
{
    struct error why = ERROR_NONE;
    int waiting = 0;

    if (*fd < 0 || ioctl(*fd, FIONREAD, &waiting) != 0)
        return;
    for (int left = waiting; left > 0 && *fd >= 0; left -= READ_BYTES)
        (void)!stdio_pipes_read(p, fd, &why);
}

void stdio_pipes_drain(struct stdio_pipes *p)
{
    drain(p, &p->out);
    drain(p, &p->err);
}

bool stdin_is_unread(const struct stdio_pipes *p)
{
    int unread = 0;

    return p->in >= 0 && ioctl(p->in, FIONREAD, &unread) == 0 &&
           (size_t)unread >= p->feed.fed;
}

void stdio_pipes_close(struct stdio_pipes *p)
{
    fd_close(&p->in);
    hang_up(p, &p->out);
    hang_up(p, &p->err);
}

void stdio_pipes_free(struct stdio_pipes *p)
{
    fd_close(&p->in);
    fd_close(&p->out);
    fd_close(&p->err);
    output_reader_free(&p->hearing);
}
