#include "bootstrap/process/stdio_pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include "common/fd.h"

enum { READ_BYTES = PIPE_BYTES };

void stdio_pipes_init(struct stdio_pipes *pipes, struct log *log,
                      struct response_body *body, struct outcome *outcome)
{
    pipes->in = -1;
    pipes->out = -1;
    pipes->err = -1;
    pipes->ended[0] = -1;
    pipes->ended[1] = -1;
    pipes->wide = false;
    output_reader_init(&pipes->reader, log, body, outcome);
}

static bool make_plain(struct stdio_pipes *pipes, int theirs[SPAWN_FDS],
                       struct error *err)
{
    return fd_pipe(&theirs[0], &pipes->in, err) &&
           fd_pipe(&pipes->out, &theirs[1], err) &&
           fd_pipe(&pipes->err, &theirs[2], err) &&
           fd_nonblock(pipes->err, err);
}

static bool make_bridged(struct stdio_pipes *pipes, int theirs[SPAWN_FDS],
                         struct error *err)
{
    if (!fd_pipe(&theirs[SPAWN_INPUT_FD], &pipes->in, err) ||
        !fd_pipe(&pipes->out, &theirs[1], err))
        return false;
    theirs[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    theirs[2] = fcntl(theirs[1], F_DUPFD_CLOEXEC, 0);
    return (theirs[0] >= 0 && theirs[2] >= 0) ||
           error_set_errno(err,
                           "cannot make the stdin and stderr of a process");
}

bool stdio_pipes_make(struct stdio_pipes *pipes, bool bridged,
                      int theirs[SPAWN_FDS], struct error *err)
{
    pipes->wide = false;
    return (bridged ? make_bridged(pipes, theirs, err)
                    : make_plain(pipes, theirs, err)) &&
           fd_nonblock(pipes->in, err) && fd_nonblock(pipes->out, err);
}

static void end_output(struct stdio_pipes *pipes, int *fd)
{
    if (*fd < 0)
        return;
    if (fd == &pipes->out) {
        pipes->ended[0] = fd_take(fd);
        output_reader_stdout_end(&pipes->reader);
    } else {
        pipes->ended[1] = fd_take(fd);
        output_reader_stderr_end(&pipes->reader);
    }
}

/* A stream is not to be written much faster than it is sent. */
static void widen(struct stdio_pipes *pipes)
{
    if (pipes->wide || pipes->reader.body->state != BODY_BUFFERED)
        return;
    fd_widen_pipe(pipes->out);
    pipes->wide = true;
}

bool stdio_pipes_read(struct stdio_pipes *pipes, int *fd, struct error *err)
{
    char bytes[READ_BYTES];
    ssize_t got = fd_read(*fd, bytes, sizeof bytes);

    if (got == sizeof bytes && fd == &pipes->out)
        widen(pipes);
    if (got > 0 && fd == &pipes->out)
        output_reader_stdout(&pipes->reader, bytes, (size_t)got);
    else if (got > 0)
        output_reader_stderr(&pipes->reader, bytes, (size_t)got);
    else if (got == 0)
        end_output(pipes, fd);
    else if (errno != EAGAIN) {
        (void)error_set_errno(err, "cannot read the output of the handler");
        end_output(pipes, fd);
        return false;
    }
    return true;
}

static void drain(struct stdio_pipes *pipes, int *fd)
{
    struct error err = ERROR_NONE;
    int waiting = 0;

    if (*fd < 0 || ioctl(*fd, FIONREAD, &waiting) != 0)
        return;
    for (int left = waiting; left > 0 && *fd >= 0; left -= READ_BYTES)
        (void)!stdio_pipes_read(pipes, fd, &err);
}

void stdio_pipes_drain(struct stdio_pipes *pipes)
{
    drain(pipes, &pipes->out);
    drain(pipes, &pipes->err);
}

void stdio_pipes_complete_log(struct stdio_pipes *pipes)
{
    stdio_pipes_drain(pipes);
    output_reader_flush(&pipes->reader);
}

bool stdin_is_unread(const struct stdio_pipes *pipes)
{
    int unread = 0;

    return pipes->in >= 0 && ioctl(pipes->in, FIONREAD, &unread) == 0 &&
           (size_t)unread >= pipes->stdin_writer.written;
}

static void close_all(struct stdio_pipes *pipes)
{
    fd_close(&pipes->in);
    fd_close(&pipes->out);
    fd_close(&pipes->err);
    fd_close(&pipes->ended[0]);
    fd_close(&pipes->ended[1]);
}

void stdio_pipes_close(struct stdio_pipes *pipes)
{
    end_output(pipes, &pipes->out);
    end_output(pipes, &pipes->err);
    close_all(pipes);
}

void stdio_pipes_free(struct stdio_pipes *pipes)
{
    close_all(pipes);
    output_reader_free(&pipes->reader);
}
