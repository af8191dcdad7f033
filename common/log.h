/* log.h - writes complete log records to one descriptor, without blocking.
 *
 * Records that the descriptor does not accept at once are pending, in order: up
 * to LOG_QUEUE_BYTES in memory, then up to LOG_SPOOL_BYTES in an unlinked file.
 * Records beyond that are dropped; a record with their number is written as
 * soon as there is room again.
 *
 * The host has host/base/log_writer instead: it writes lines without formats,
 * locks or a file, and retries by a timer of its event loop. */
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
    int fd;          /* borrowed */
    int plain_fd;    /* for unframed records once fd has no reader; borrowed */
    int lock_fd;     /* the file whose lock a writing process holds; borrowed */
    bool has_lock;   /* kept until nothing is pending */
    bool locked_out; /* another process has the lock */
    struct log_record_form form;
    enum log_level min_level; /* records below it are left out */
    struct buf queue;         /* the first pending bytes */
    struct spool spool;       /* the pending bytes after them */
    uint64_t lost;            /* dropped records, not yet reported */
};

#define LOG(descriptor)                                                        \
    {                                                                          \
        .fd = (descriptor), .plain_fd = (descriptor), .lock_fd = -1,           \
        .form = {.json = false}, .min_level = LEVEL_TRACE,                     \
        .queue = BUF(LOG_QUEUE_BYTES), .spool = SPOOL(LOG_SPOOL_BYTES),        \
        .lost = 0                                                              \
    }

/* From now on records go to this descriptor, each with a header before it: the
 * format of _LAMBDA_TELEMETRY_LOG_FD, which AWS's runtime clients write. When
 * the descriptor has no reader any more, they go to the previous one again. */
void log_frame(struct log *l, int fd);

/* Other processes write to the same descriptor. From now on a process writes
 * only while it holds the lock of this file, and holds it until all its records
 * are written: none is torn. The kernel releases the lock of a process that
 * dies. */
void log_lock_with(struct log *l, int file);

/* The request and the tenant of the following records; "" or NULL: none. */
void log_attribute(struct log *l, const char *request_id,
                   const char *tenant_id);

/* Writes a record of dayfly's own. */
void log_printf(struct log *l, enum log_level level, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* Writes a record of the function. */
void log_record(struct log *l, enum log_level level, const char *message,
                size_t size);
/* The same from an interpreter's console. */
void log_console(struct log *l, enum log_level level, const char *message,
                 size_t size);
/* Writes a record that the function's logger has formatted. */
void log_whole(struct log *l, enum log_level level, const char *message,
               size_t size);
/* Writes a line that the function printed itself, without its interpreter's
 * console. */
void log_line(struct log *l, const char *line, size_t size);

/* True: poll the descriptor for POLLOUT, then call log_write_pending(). */
bool log_has_pending(const struct log *l);
/* Not 0: another process has the lock; call log_write_pending() after so many
 * milliseconds. */
int log_retry_in_ms(const struct log *l);
/* Writes what the descriptor accepts without blocking. */
void log_write_pending(struct log *l);
/* Writes all pending records, for at most so many milliseconds. */
void log_flush(struct log *l, int64_t most_ms);
/* Drops pending records. */
void log_free(struct log *l);

#endif
