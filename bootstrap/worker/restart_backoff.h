/* restart_backoff.h - how a lane has ended so far, and how long the next one
 * waits before it takes its place. Pure. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_RESTART_BACKOFF_H
#define DAYFLY_BOOTSTRAP_WORKER_RESTART_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

struct restart_backoff {
    int failures; /* ends at once, one after another */
    int exits;    /* those of them that were its own doing, the same */
};

enum runtime_exit {
    BACKOFF_STEADY, /* it had an event, or lived for long */
    BACKOFF_KILLED, /* at once, by somebody else */
    BACKOFF_EXITED, /* at once, by itself */
};

/* It has ended. Returns for how many milliseconds nobody takes its place: 0 at
 * first, then more and more, at most 3200. */
int64_t restart_backoff_delay_ms(struct restart_backoff *backoff,
                                 enum runtime_exit how);
/* It leaves by itself, time after time. */
bool restart_backoff_is_hopeless(const struct restart_backoff *backoff);

#endif
