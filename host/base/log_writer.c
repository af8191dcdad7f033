#include "host/base/log_writer.h"

#include <string.h>
#include <sys/epoll.h>

#include "common/clock.h"
#include "common/fd.h"
#include "common/visible_text.h"

/* Where the descriptor cannot be watched. */
enum { RETRY_MS = 1000 };

/* What has room until `until_ms`, but at least what has room now. After an
 * error, for example a pipe without a reader, the queue is dropped. */
static void drain(struct log_writer *writer, int64_t until_ms)
{
    size_t done = 0;

    while (done < writer->queue.size) {
        int64_t rest = until_ms - clock_mono_ms();
        ssize_t put =
            fd_write_ready(writer->fd, writer->queue.data + done,
                           writer->queue.size - done, rest > 0 ? (int)rest : 0);
        if (put == 0)
            break;
        done = put < 0 ? writer->queue.size : done + (size_t)put;
    }
    buf_consume(&writer->queue, done);
}

static void wait_for_room(struct log_writer *writer)
{
    struct error err = ERROR_NONE;

    if (writer->room.fd >= 0)
        return;
    writer->room.fd = writer->fd;
    if (event_loop_watch(writer->loop, &writer->room, EPOLLOUT, &err))
        return;
    writer->room.fd = -1;
    timer_set(writer->loop, &writer->retry, RETRY_MS);
}

static void settle(struct log_writer *writer)
{
    drain(writer, 0);
    if (writer->queue.size == 0 && writer->lost > 0 &&
        buf_printf(&writer->queue, "dayfly: %llu log lines were lost\n",
                   (unsigned long long)writer->lost)) {
        writer->lost = 0;
        drain(writer, 0);
    }
    if (writer->queue.size > 0)
        wait_for_room(writer);
    else
        event_loop_forget(writer->loop, &writer->room);
}

static void has_room(void *self, uint32_t events)
{
    (void)events;
    settle(self);
}

static void retry(void *self)
{
    settle(self);
}

static int64_t before_wait(void *self)
{
    struct log_writer *writer = self;

    if (writer->queue.size > 0 && writer->room.fd < 0 &&
        writer->retry.due_ms == 0)
        settle(writer);
    return -1;
}

void log_writer_open(struct log_writer *writer, int fd, struct event_loop *loop)
{
    *writer = (struct log_writer){
        .fd = fd,
        .loop = loop,
        .hook = {.run = before_wait, .self = writer},
        .room = {.fd = -1, .on_ready = has_room, .self = writer},
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
    settle(writer);
    drain(writer, clock_mono_ms() + most_ms);
    timer_clear(writer->loop, &writer->retry);
    event_loop_forget(writer->loop, &writer->room);
    buf_free(&writer->queue);
}
