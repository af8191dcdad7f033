/* supervisor.h - several events at once: the supervisor forks runtime
 * processes, each of which requests, runs and answers events by itself, and
 * restarts those that end. It does nothing else.
 *
 * The first runtime checks that the function can start. If it exits before that
 * is known, all end: it has reported the reason to the platform. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_SUPERVISOR_H
#define DAYFLY_BOOTSTRAP_WORKER_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/worker/scoreboard.h"
#include "common/error.h"
#include "common/log.h"

/* A runtime that exits with this status ends all of them: it has found that the
 * processes of the bootstrap were tampered with. */
enum { SUPERVISOR_EXIT_ALL = 4 };

struct supervisor_config {
    size_t concurrency; /* 2 to CONCURRENCY_MAX */
    size_t spares;      /* spare processes of all runtimes; 1 to SPARES_MAX */
};

enum supervisor_end {
    SUPERVISOR_CHILD,  /* this is a runtime process, and *slot its slot */
    SUPERVISOR_DONE,   /* all runtimes have ended; exit with *status */
    SUPERVISOR_FAILED, /* no runtime was started; err says why */
};

/* Returns once in each runtime process, and in the supervisor when all have
 * ended: it got a terminating signal, or no runtime can live. A runtime gets
 * SIGTERM when it is to end, and when the supervisor dies. In a runtime the log
 * has no pending records. */
enum supervisor_end supervisor_run(const struct supervisor_config *config,
                                   struct log *log,
                                   struct scoreboard_slot *slot, int *status,
                                   struct error *err);

#endif
