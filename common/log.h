/* log.h - log records, whole, to one descriptor.
 *
 * Writing never blocks: what the descriptor does not take at once waits, in
 * order, LOG_QUEUE_BYTES of it in memory and LOG_SPOOL_BYTES more in a file
 * without a name. Records beyond are counted, and the count is told as soon as
 * there is room. */
#ifndef DAYFLY_COMMON_LOG_H
#define DAYFLY_COMMON_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "common/log_record.h"
#include "common/spool.h"

enum {
    LOG_QUEUE_BYTES = 2 * LOG_RECORD_MAX_BYTES,
    LOG_SPOOL_BYTES = 256 * 1024 * 1024,
};

struct log {
    int fd;        /* borrowed */
    int plain_fd;  /* where lines go when nobody takes frames at fd; borrowed */
    int lock_fd;   /* whose lock says who writes, among processes; borrowed */
    bool has_lock; /* we have it: until all we have is written */
    bool locked_out; /* another process has it */
    struct log_record_form form;
    enum log_level min_level; /* records below are left out */
    struct buf queue;         /* what the descriptor has not taken yet */
    struct spool spool;       /* what comes after it */
    uint64_t lost;            /* records there was no room for */
};

#define LOG(descriptor)                                                        \
    {                                                                          \
        .fd = (descriptor), .plain_fd = (descriptor), .lock_fd = -1,           \
        .form = {.json = false}, .min_level = LEVEL_TRACE,                     \
        .queue = BUF(LOG_QUEUE_BYTES), .spool = SPOOL(LOG_SPOOL_BYTES),        \
        .lost = 0                                                              \
    }

/* From now on records go to this descriptor, framed (runtime-api 5.3); to where
 * they went so far when its reader has gone. */
void log_frame(struct log *l, int fd);

/* Other processes write there, too. From now on each takes its turn, so that
 * no record is torn: who has the lock of this file's writes all it has. It is
 * nobody's any more when that process dies. */
void log_lock_with(struct log *l, int file);

/* Whose records the following are; "" or NULL: nobody's. */
void log_attribute(struct log *l, const char *request_id,
                   const char *tenant_id);

/* A record of our own. */
void log_printf(struct log *l, enum log_level level, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* A record of the function's. */
void log_record(struct log *l, enum log_level level, const char *message,
                size_t size);
/* A line the function wrote by itself, past any console. */
void log_line(struct log *l, const char *line, size_t size);

/* Bytes are waiting for the descriptor: poll it for POLLOUT, then
 * log_write_pending. */
bool log_has_pending(const struct log *l);
/* Bytes are waiting for another process's turn to be over: call
 * log_write_pending when so many milliseconds have passed; 0: they are not. */
int log_retry_in_ms(const struct log *l);
/* Writes what the descriptor takes without blocking. */
void log_write_pending(struct log *l);
/* Writes all that waits, for at most this long. */
void log_flush(struct log *l, int64_t most_ms);
/* What waits is lost. */
void log_free(struct log *l);

#endif
