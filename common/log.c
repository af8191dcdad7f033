#include "common/log.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/fd.h"

enum { REFILL_BYTES = 256 * 1024, SHUT_OUT_MS = 20 };

void log_frame(struct log *l, int fd)
{
    l->fd = fd;
    l->form.framed = true;
}

void log_lock_with(struct log *l, int file)
{
    l->lock_fd = file;
}

static bool set_turn(struct log *l, short type)
{
    struct flock all = {.l_type = type, .l_whence = SEEK_SET};

    return fcntl(l->lock_fd, F_SETLK, &all) == 0;
}

static bool take_turn(struct log *l)
{
    l->has_lock = l->has_lock || l->lock_fd < 0 || set_turn(l, F_WRLCK);
    l->locked_out = !l->has_lock;
    return l->has_lock;
}

static void leave_turn(struct log *l)
{
    if (l->lock_fd >= 0)
        (void)set_turn(l, F_UNLCK);
    l->has_lock = false;
}

void log_attribute(struct log *l, const char *request_id, const char *tenant_id)
{
    struct log_record_form *form = &l->form;

    (void)snprintf(form->request_id, sizeof form->request_id, "%s",
                   request_id ? request_id : "");
    (void)snprintf(form->tenant_id, sizeof form->tenant_id, "%s",
                   tenant_id ? tenant_id : "");
}

static bool has_bytes(const struct log *l)
{
    return l->queue.size > 0 || !spool_is_empty(&l->spool);
}

bool log_has_pending(const struct log *l)
{
    return has_bytes(l) && !l->locked_out;
}

int log_retry_in_ms(const struct log *l)
{
    return has_bytes(l) && l->locked_out ? SHUT_OUT_MS : 0;
}

/* The reader is gone: drops what waits for it and continues with plain_fd, if
 * that is another descriptor. */
static void break_off(struct log *l)
{
    bool again = l->form.framed;

    buf_clear(&l->queue);
    spool_free(&l->spool);
    l->fd = l->plain_fd;
    l->form.framed = false;
    if (again)
        log_printf(l, LEVEL_WARN,
                   "dayfly: the telemetry descriptor is not read any more; the "
                   "log goes on here");
}

/* Writes from memory; false if the descriptor takes no more now. */
static bool drain_queue(struct log *l)
{
    size_t done = 0;
    ssize_t put = 1;

    while (done < l->queue.size && put > 0) {
        put = fd_write_ready(l->fd, l->queue.data + done, l->queue.size - done,
                             0);
        done += put > 0 ? (size_t)put : 0;
    }
    buf_consume(&l->queue, done);
    if (put < 0)
        break_off(l);
    return put > 0;
}

static void drain_all(struct log *l)
{
    while (drain_queue(l) && !spool_is_empty(&l->spool)) {
        if (!spool_take(&l->spool, &l->queue, REFILL_BYTES)) {
            l->lost += spool_is_empty(&l->spool);
            return;
        }
    }
}

static void drain(struct log *l)
{
    if (!has_bytes(l) || !take_turn(l))
        return;
    drain_all(l);
    if (!has_bytes(l))
        leave_turn(l);
}

/* Adds bytes after all that wait already. */
static bool put_behind(struct log *l, const struct buf *line)
{
    return (spool_is_empty(&l->spool) &&
            buf_add(&l->queue, line->data, line->size)) ||
           spool_add(&l->spool, line->data, line->size);
}

static void tell_lost(struct log *l)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    char said[96];

    if (!spool_is_empty(&l->spool) || l->queue.size > LOG_QUEUE_BYTES / 2)
        return;
    (void)snprintf(said, sizeof said,
                   "dayfly: %llu log records lost: the log is not being read",
                   (unsigned long long)l->lost);
    if (log_record_add(&line, &l->form, LEVEL_WARN, LEVEL_TRACE, said,
                       strlen(said)) &&
        put_behind(l, &line))
        l->lost = 0;
}

/* Writes the number of dropped records in their place first. */
void log_write_pending(struct log *l)
{
    drain(l);
    if (l->lost > 0) {
        tell_lost(l);
        drain(l);
    }
}

void log_flush(struct log *l, int64_t most_ms)
{
    int64_t until = clock_mono_ms() + most_ms;

    log_write_pending(l);
    while (has_bytes(l)) {
        int64_t left = until - clock_mono_ms();
        struct pollfd sink = {.fd = l->locked_out ? -1 : l->fd,
                              .events = POLLOUT};
        if (left <= 0)
            return;
        if (l->locked_out && left > SHUT_OUT_MS)
            left = SHUT_OUT_MS;
        (void)poll(&sink, 1, (int)left);
        log_write_pending(l);
    }
}

void log_record(struct log *l, enum log_level level, const char *message,
                size_t size)
{
    AUTO(struct buf, buf_free) line = BUF(LOG_RECORD_MAX_BYTES);

    if (l->lost > 0)
        tell_lost(l);
    if (!log_record_add(&line, &l->form, level, l->min_level, message, size) ||
        (line.size > 0 && !put_behind(l, &line)))
        l->lost++;
    log_write_pending(l);
}

void log_console(struct log *l, enum log_level level, const char *message,
                 size_t size)
{
    l->form.console = true;
    log_record(l, level, message, size);
    l->form.console = false;
}

void log_whole(struct log *l, enum log_level level, const char *message,
               size_t size)
{
    l->form.whole = true;
    log_record(l, level, message, size);
    l->form.whole = false;
}

void log_line(struct log *l, const char *line, size_t size)
{
    l->form.raw_line = true;
    log_record(l, LEVEL_INFO, line, size);
    l->form.raw_line = false;
}

void log_printf(struct log *l, enum log_level level, const char *fmt, ...)
{
    char text[4096];
    va_list args;

    va_start(args, fmt);
    int size = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (size < 0)
        return;
    if ((size_t)size >= sizeof text)
        size = (int)sizeof text - 1;
    log_record(l, level, text, (size_t)size);
}

void log_free(struct log *l)
{
    buf_free(&l->queue);
    spool_free(&l->spool);
    l->has_lock = false;
    l->locked_out = false;
}
