/* supervisor.h - several lanes: each a process of this bootstrap, which asks
 * for events, runs them and answers them by itself, and is started again when
 * it ends. Who started them does nothing else, and ends none of them for
 * another.
 *
 * Before the first lane has found that the function can start, its exit is the
 * end of all: it has told the platform why. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_SUPERVISOR_H
#define DAYFLY_BOOTSTRAP_WORKER_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/worker/scoreboard.h"
#include "common/error.h"
#include "common/log.h"

/* A lane that exits with this status ends all: it has found that processes here
 * are not safe from others. */
enum { SUPERVISOR_EXIT_ALL = 4 };

struct supervisor_config {
    size_t concurrency; /* 2 to CONCURRENCY_MAX */
    size_t spares;      /* processes ahead in all of them; 1 to SPARES_MAX */
};

enum supervisor_end {
    SUPERVISOR_CHILD,  /* this process is a lane: *seat is its own */
    SUPERVISOR_DONE,   /* all lanes are gone; *status is what to exit with */
    SUPERVISOR_FAILED, /* there are none; f says why */
};

/* Returns once in each lane, and in the process that called when all is over: a
 * signal that ends us has come, or no lane can live. A lane is told to end by
 * SIGTERM, also when that process dies. The log is empty in a lane. */
enum supervisor_end supervisor_run(const struct supervisor_config *config,
                                   struct log *log,
                                   struct scoreboard_slot *slot, int *status,
                                   struct error *err);

#endif
