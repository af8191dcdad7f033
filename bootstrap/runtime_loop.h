/* runtime_loop.h - one runtime: request an event, run it in a worker, send the
 * response, and again.
 *
 * The only place that knows both the workers, which run processes, and the
 * event source. Single-threaded: every wait is one poll of all their
 * descriptors and of the log's. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_LOOP_H
#define DAYFLY_BOOTSTRAP_RUNTIME_LOOP_H

#include <stdbool.h>

#include "bootstrap/event/event_source.h"
#include "bootstrap/event/event_trace.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/event/response.h"
#include "bootstrap/os/self_check.h"
#include "bootstrap/report/bill.h"
#include "bootstrap/report/capsule.h"
#include "bootstrap/worker/scoreboard.h"
#include "bootstrap/worker/worker_pair.h"

struct runtime_loop {
    struct worker_config config;
    struct spare_policy spare_policy;
    struct event_source *source; /* borrowed, as is the log */
    struct log *log;
    struct scoreboard_slot slot; /* among the runtimes of this bootstrap */
    int signals; /* signalfd: terminating signals and WAKE_SIGNAL; borrowed */
    int signo;   /* the terminating signal that was received; 0: none */
    struct invocation inv;
    bool told_loading; /* the platform knows that a process loads for it */
    struct response response;
    struct worker_pair workers;
    struct bill bill; /* of the last event */
    struct self_state self_state;
    struct capsule capsule;
    struct event_trace trace;
};

/* config, spare_policy, source, log, slot, capsule and signals are set before.
 * The struct must not move afterwards. */
void runtime_loop_init(struct runtime_loop *loop);
/* Runs until the source is closed or a terminating signal is received (signo):
 * returns true. False: the platform cannot be reached or the function cannot
 * start; err says why. No process is left in any case. */
bool runtime_loop_run(struct runtime_loop *loop, struct error *err) MUST_CHECK;
void runtime_loop_free(struct runtime_loop *loop);

#endif
