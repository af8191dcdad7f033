/* restart_backoff.h - when a runtime process that ended is started again. Pure.
 */
#ifndef DAYFLY_BOOTSTRAP_WORKER_RESTART_BACKOFF_H
#define DAYFLY_BOOTSTRAP_WORKER_RESTART_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

struct restart_backoff {
    unsigned failures; /* early ends in a row */
    unsigned exits;    /* early exits in a row, without a kill in between */
};

enum runtime_exit {
    BACKOFF_STEADY, /* it had received an event, or had run long enough */
    BACKOFF_KILLED, /* early: it was killed, or fork() failed */
    BACKOFF_EXITED, /* early: it exited by itself */
};

/* Records an end. Returns the delay before the next start in milliseconds: 0
 * after the first early end, then 50, doubled each time up to 3200. */
int64_t restart_backoff_delay_ms(struct restart_backoff *backoff,
                                 enum runtime_exit how);
/* True after three early exits in a row: another start would not help. */
bool restart_backoff_is_hopeless(const struct restart_backoff *backoff);

#endif
