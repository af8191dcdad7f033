/* log_writer.h - writes the log of the functions, and of dayfly itself, to a
 * file descriptor without blocking.
 *
 * Lines are queued, up to LOG_WRITER_QUEUE_BYTES, and written together before
 * the event loop waits: responses do not wait for the log. While the reader
 * does not read, nothing is done until there is room. Lines beyond the queue
 * are dropped; a line with their number is written as soon as there is room
 * again.
 *
 * common/log, which the bootstrap uses, has no timer: its callers poll it. It
 * also formats and frames records, and shares its descriptor by a lock. */
#ifndef DAYFLY_HOST_BASE_LOG_WRITER_H
#define DAYFLY_HOST_BASE_LOG_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/base/event_loop.h"

enum { LOG_WRITER_QUEUE_BYTES = 4 * 1024 * 1024 };

struct log_writer {
    int fd; /* borrowed */
    struct event_loop *loop;
    struct loop_hook hook;
    struct fd_watch room; /* watched while lines wait for the reader */
    struct timer retry;   /* set instead where it cannot be watched */
    struct buf queue;
    uint64_t lost; /* lines dropped and not yet reported */
};

/* Before the hooks of those whose responses are to be sent first: the last hook
 * that is added runs first. */
void log_writer_open(struct log_writer *writer, int fd,
                     struct event_loop *loop);
/* Queues "from | text", or only the text if `from` is NULL, and a line end. The
 * lines of a record, which CR or LF separate, begin with a TAB from the second
 * on; control characters are written out (visible_text.h). */
void log_writer_line(struct log_writer *writer, const char *from,
                     const char *text, size_t size);
/* Queues a text that is made visible already, and a line end: it may have
 * colours. */
void log_writer_visible(struct log_writer *writer, const char *text,
                        size_t size);
/* Writes queued lines for at most `most_ms`, and frees the memory. */
void log_writer_close(struct log_writer *writer, int64_t most_ms);

#endif
