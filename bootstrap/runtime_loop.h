/* runtime_loop.h - the line: event, fresh process, answer, and again.
 *
 * The one place that knows both actors: the crew, which runs processes, and the
 * source, where events come from and answers go. Single-threaded; every wait is
 * one poll over all their descriptors and the log's. */
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
    struct worker_config config; /* what all its processes are made from */
    struct spare_policy spare_policy;
    struct event_source *source; /* borrowed, as is the log */
    struct log *log;
    struct scoreboard_slot slot; /* among other lanes */
    int signals; /* signalfd of what ends us and WAKE_SIGNAL; borrowed */
    int signo;   /* the signal that came; 0: none */
    struct invocation inv;
    struct response response;
    struct worker_pair workers;
    struct bill bill; /* of the last event */
    struct self_state self_state;
    struct capsule capsule;
    struct event_trace trace;
};

/* kind, plan, source, log, seat, capsule and signals are set. The struct must
 * not move afterwards. */
void runtime_loop_init(struct runtime_loop *loop);
/* Runs until no event will come, a signal ends it (signo), the platform is out
 * of reach or the function cannot start: the last two are false. Leaves no
 * process behind in any case. */
bool runtime_loop_run(struct runtime_loop *loop, struct error *err) MUST_CHECK;
void runtime_loop_free(struct runtime_loop *loop);

#endif
