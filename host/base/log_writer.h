/* log_writer.h - lines on the host's standard error, as the functions say them.
 *
 * Never blocks: what the descriptor does not take at once waits in memory, up
 * to LOG_WRITER_QUEUE_BYTES; lines beyond are counted, and the count is told
 * when there is room again. */
#ifndef DAYFLY_HOST_BASE_LOG_WRITER_H
#define DAYFLY_HOST_BASE_LOG_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/base/event_loop.h"

enum { LOG_WRITER_QUEUE_BYTES = 4 * 1024 * 1024 };

struct log_writer {
    int fd;   /* borrowed */
    bool tty; /* the CR of a record of several lines is shown as a line end */
    struct event_loop *loop;
    struct timer retry;
    struct buf queue;
    uint64_t lost;
};

void log_writer_open(struct log_writer *writer, int fd,
                     struct event_loop *loop);
/* One line; `from` stands before it unless NULL. */
void log_writer_line(struct log_writer *writer, const char *from,
                     const char *text, size_t size);
/* Writes what waits, for at most this long, and frees the memory. */
void log_writer_close(struct log_writer *writer, int64_t most_ms);

#endif
