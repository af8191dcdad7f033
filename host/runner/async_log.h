/* async_log.h - the calls that nobody waits for: how many are held, and what the
 * log says of them.
 *
 * They are held in memory only and tried once, so each is told twice: when it
 * is taken, and when it is done, failed or lost. */
#ifndef DAYFLY_HOST_RUNNER_ASYNC_LOG_H
#define DAYFLY_HOST_RUNNER_ASYNC_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "host/runtime/invocation.h"
#include "host/base/log_writer.h"

enum {
    PENDING_MOST = 1000,
    PENDING_MOST_BYTES = 64 * 1024 * 1024, /* the memory of their events */
};

struct pending {
    struct journal *journal; /* borrowed */
    size_t count;
    size_t bytes;
};

/* `from` is the function's name where the log tells them, or NULL. False: as
 * many are held as may be. */
bool pending_take(struct pending *p, const struct call *c, const char *from);
/* It was tried, or given back. */
void pending_done(struct pending *p, const struct call *c, const char *from,
                  const struct outcome *o);
/* The host stops with so many untried, of which this is the oldest. */
void pending_lost(struct pending *p, const char *oldest_id, size_t count,
                  const char *from);
/* It was never taken by a lane. */
void pending_forget(struct pending *p, const struct call *c);

#endif
