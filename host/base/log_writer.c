#include "host/base/log_writer.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"

enum { RETRY_MS = 20 };

/* PIPE_BUF bytes do not block where poll says POLLOUT; O_NONBLOCK would be set
 * for everybody who shares the descriptor. */
static ssize_t write_some(int fd, const char *bytes, size_t size, int wait_ms)
{
    struct pollfd sink = {.fd = fd, .events = POLLOUT};

    if (poll(&sink, 1, wait_ms) <= 0)
        return 0;
    if (!(sink.revents & POLLOUT))
        return -1;
    ssize_t put = fd_write(fd, bytes, size < PIPE_BUF ? size : PIPE_BUF);
    return put < 0 && errno == EAGAIN ? 0 : put;
}

/* A descriptor nobody will ever read takes everything, silently. */
static void drain(struct log_writer *j, int wait_ms)
{
    size_t done = 0;

    while (done < j->queue.size) {
        ssize_t put = write_some(j->fd, j->queue.data + done,
                                 j->queue.size - done, wait_ms);
        if (put == 0)
            break;
        done = put < 0 ? j->queue.size : done + (size_t)put;
    }
    buf_consume(&j->queue, done);
}

static void settle(struct log_writer *j)
{
    drain(j, 0);
    if (j->queue.size > 0) {
        timer_set(j->loop, &j->retry, RETRY_MS);
        return;
    }
    if (j->lost > 0 &&
        buf_printf(&j->queue, "dayfly: %llu log lines were lost\n",
                   (unsigned long long)j->lost)) {
        j->lost = 0;
        timer_set(j->loop, &j->retry, 0);
    }
}

static void retry(void *self)
{
    settle(self);
}

void log_writer_open(struct log_writer *j, int fd, struct event_loop *loop)
{
    *j = (struct log_writer){.fd = fd,
                             .tty = isatty(fd) == 1,
                             .loop = loop,
                             .retry = {.fire = retry, .self = j},
                             .queue = BUF(LOG_WRITER_QUEUE_BYTES)};
}

static bool add_text(struct log_writer *j, const char *text, size_t size)
{
    while (j->tty && size > 0) {
        const char *cr = memchr(text, '\r', size);
        size_t run = cr ? (size_t)(cr - text) : size;
        if (!buf_add(&j->queue, text, run) ||
            (cr && !buf_add_str(&j->queue, "\n\t")))
            return false;
        run += cr ? 1 : 0;
        text += run;
        size -= run;
    }
    return buf_add(&j->queue, text, size);
}

void log_writer_line(struct log_writer *j, const char *from, const char *text,
                     size_t size)
{
    size_t before = j->queue.size;

    if ((!from ||
         (buf_add_str(&j->queue, from) && buf_add_str(&j->queue, " | "))) &&
        add_text(j, text, size) && buf_add_str(&j->queue, "\n")) {
        settle(j);
        return;
    }
    /* Half a line is none. */
    j->queue.size = before;
    j->lost++;
}

void log_writer_close(struct log_writer *j, int64_t most_ms)
{
    int64_t until = clock_mono_ms() + most_ms;

    timer_clear(j->loop, &j->retry);
    settle(j);
    while (j->queue.size > 0 && clock_mono_ms() < until)
        drain(j, RETRY_MS);
    buf_free(&j->queue);
}
