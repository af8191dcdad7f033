/* log.h - log records: whole, one line each, to one descriptor.
 *
 * Text records read `<time> TAB <request id> TAB <LEVEL> TAB <message>`, as
 * AWS's Node runtime writes them; line ends inside a message become CR, so that
 * CloudWatch keeps one record in one event (on a terminal they stay). JSON
 * records carry `timestamp, level, requestId, message` (runtime-api 5.2).
 *
 * Writing never blocks: what the descriptor does not take at once waits in
 * memory, up to LOG_QUEUE_BYTES; records beyond are counted, and the count is
 * told as soon as there is room. */
#ifndef DAYFLY_LOG_H
#define DAYFLY_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap/base/base.h"
#include "bootstrap/base/buf.h"

enum log_level {
    LEVEL_TRACE,
    LEVEL_DEBUG,
    LEVEL_INFO,
    LEVEL_WARN,
    LEVEL_ERROR,
    LEVEL_FATAL,
};

enum { LOG_QUEUE_BYTES = 4 * 1024 * 1024, LOG_ID_SIZE = 256 };

struct log {
    int fd; /* borrowed */
    bool json;
    bool terminal;
    enum log_level least; /* records below are left out */
    char request_id[LOG_ID_SIZE];
    char tenant_id[LOG_ID_SIZE];
    struct buf queue; /* whole lines the descriptor has not taken yet */
    uint64_t lost;    /* records there was no room for */
};

#define LOG(descriptor)                                                        \
    {                                                                          \
        .fd = (descriptor), .json = false, .terminal = false,                  \
        .least = LEVEL_TRACE, .request_id = "", .tenant_id = "",               \
        .queue = BUF(LOG_QUEUE_BYTES), .lost = 0                               \
    }

/* LEVEL_INFO for "INFO", in any case; false when the word (size bytes) names no
 * level. */
bool log_level_from(const char *word, size_t size, enum log_level *level);

/* Whose records the following are; "" or NULL: nobody's. */
void log_attribute(struct log *l, const char *request_id,
                   const char *tenant_id);

/* A record of our own. */
void log_say(struct log *l, enum log_level level, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* A record of the function's. In JSON form a line that is a JSON object itself
 * is passed on as it is (its own `level` counts, requestId is added when it has
 * none). Bytes that are not UTF-8 are replaced. */
void log_record(struct log *l, enum log_level level, const char *message,
                size_t size);

/* Bytes are waiting for the descriptor: poll it for POLLOUT, then log_turn. */
bool log_waits(const struct log *l);
/* Writes what the descriptor takes without blocking. */
void log_turn(struct log *l);
/* Writes all that waits, for at most this long. */
void log_flush(struct log *l, int64_t most_ms);
void log_free(struct log *l);

#endif
