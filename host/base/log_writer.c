#include "host/base/log_writer.h"

#include <string.h>

#include "common/clock.h"
#include "common/fd.h"
#include "common/visible_text.h"

enum { RETRY_MS = 20 };

/* After an error, for example a pipe without a reader, the queue is dropped. */
static void drain(struct log_writer *writer, int wait_ms)
{
    size_t done = 0;

    while (done < writer->queue.size) {
        ssize_t put = fd_write_ready(writer->fd, writer->queue.data + done,
                                     writer->queue.size - done, wait_ms);
        if (put == 0)
            break;
        done = put < 0 ? writer->queue.size : done + (size_t)put;
    }
    buf_consume(&writer->queue, done);
}

static void settle(struct log_writer *writer)
{
    drain(writer, 0);
    if (writer->queue.size > 0) {
        timer_set(writer->loop, &writer->retry, RETRY_MS);
        return;
    }
    if (writer->lost > 0 &&
        buf_printf(&writer->queue, "dayfly: %llu log lines were lost\n",
                   (unsigned long long)writer->lost)) {
        writer->lost = 0;
        timer_set(writer->loop, &writer->retry, 0);
    }
}

static void retry(void *self)
{
    settle(self);
}

static int64_t before_wait(void *self)
{
    struct log_writer *writer = self;

    if (writer->queue.size > 0 && writer->retry.due_ms == 0)
        settle(writer);
    return -1;
}

void log_writer_open(struct log_writer *writer, int fd, struct event_loop *loop)
{
    *writer = (struct log_writer){.fd = fd,
                                  .loop = loop,
                                  .hook = {.run = before_wait, .self = writer},
                                  .retry = {.on_fire = retry, .self = writer},
                                  .queue = BUF(LOG_WRITER_QUEUE_BYTES)};
    event_loop_add_hook(loop, &writer->hook);
}

void log_writer_line(struct log_writer *writer, const char *from,
                     const char *text, size_t size)
{
    size_t before = writer->queue.size;

    if ((!from || (buf_add_str(&writer->queue, from) &&
                   buf_add_str(&writer->queue, " | "))) &&
        visible_text_add(&writer->queue, text, size, "\n\t") &&
        buf_add_str(&writer->queue, "\n"))
        return;
    /* Removes what was added of the line. */
    writer->queue.size = before;
    writer->lost++;
}

void log_writer_visible(struct log_writer *writer, const char *text,
                        size_t size)
{
    size_t before = writer->queue.size;

    if (buf_add(&writer->queue, text, size) &&
        buf_add_str(&writer->queue, "\n"))
        return;
    writer->queue.size = before;
    writer->lost++;
}

void log_writer_close(struct log_writer *writer, int64_t most_ms)
{
    int64_t until = clock_mono_ms() + most_ms;

    timer_clear(writer->loop, &writer->retry);
    settle(writer);
    while (writer->queue.size > 0 && clock_mono_ms() < until)
        drain(writer, RETRY_MS);
    buf_free(&writer->queue);
}
