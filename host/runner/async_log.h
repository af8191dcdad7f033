/* async_log.h - the calls that nobody waits for: how many are held, and what
 * the log says of them.
 *
 * They are held in memory only and tried once, so each is told twice: when it
 * is taken, and when it is done, failed or lost. */
#ifndef DAYFLY_HOST_RUNNER_ASYNC_LOG_H
#define DAYFLY_HOST_RUNNER_ASYNC_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "host/base/log_writer.h"
#include "host/runtime/invocation.h"

enum {
    ASYNC_LOG_MAX = 1000,
    ASYNC_LOG_MAX_BYTES = 64 * 1024 * 1024, /* the memory of their events */
};

struct async_log {
    struct log_writer *log; /* borrowed */
    size_t count;
    size_t bytes;
};

/* `from` is the function's name where the log tells them, or NULL. False: as
 * many are held as may be. */
bool async_log_take(struct async_log *async, const struct invocation *inv,
                    const char *from);
/* It was tried, or given back. */
void async_log_done(struct async_log *async, const struct invocation *inv,
                    const char *from, const struct outcome *outcome);
/* The host stops with so many untried, of which this is the oldest. */
void async_log_lost(struct async_log *async, const char *oldest_id,
                    size_t count, const char *from);
/* It was never taken by a lane. */
void async_log_forget(struct async_log *async, const struct invocation *inv);

#endif
