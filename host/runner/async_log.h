/* async_log.h - async invocations, whose callers do not wait: how many are
 * held, and what is logged of them.
 *
 * They are held in memory only and tried once. So each is logged when it is
 * accepted, and again when it is done, has failed or is lost. */
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

/* In all functions `name` is the prefix of the log line, or NULL. */

/* Accepts an invocation. False: too many are held. */
bool async_log_take(struct async_log *async, const struct invocation *inv,
                    const char *name);
/* It was tried, with this outcome. */
void async_log_done(struct async_log *async, const struct invocation *inv,
                    const char *name, const struct outcome *outcome);
/* The host stops, and `count` were not tried; oldest_id is the oldest one. */
void async_log_lost(struct async_log *async, const char *oldest_id,
                    size_t count, const char *name);
/* It is not tried: a runner has not accepted it, or the host stops. Logs
 * nothing. */
void async_log_forget(struct async_log *async, const struct invocation *inv);

#endif
