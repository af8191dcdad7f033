/* runtime_loop.h - the line: event, fresh process, answer, and again.
 *
 * The one place that knows both actors: the crew, which runs processes, and the
 * source, where events come from and answers go. Single-threaded; every wait is
 * one poll over all their descriptors and the log's. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_LOOP_H
#define DAYFLY_BOOTSTRAP_RUNTIME_LOOP_H

#include <stdbool.h>

#include "bootstrap/event/response.h"
#include "bootstrap/report/bill.h"
#include "bootstrap/report/capsule.h"
#include "bootstrap/worker/scoreboard.h"
#include "bootstrap/worker/worker_pair.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/event/event_source.h"
#include "bootstrap/os/self_check.h"
#include "bootstrap/event/event_trace.h"

struct lane {
    struct kind kind; /* what all its processes are made from */
    struct spare_plan plan;
    struct source *source; /* borrowed, as is the log */
    struct log *log;
    struct seat seat; /* among other lanes */
    int signals;      /* signalfd of what ends us and BUDGET_SIGNAL; borrowed */
    int signo;        /* the signal that came; 0: none */
    struct invocation inv;
    struct answer answer;
    struct crew crew;
    struct bill bill; /* of the last event */
    struct tamper tamper;
    struct capsule capsule;
    struct trace trace;
};

/* kind, plan, source, log, seat, capsule and signals are set. The struct must
 * not move afterwards. */
void lane_init(struct lane *l);
/* Runs until no event will come, a signal ends it (signo), the platform is out
 * of reach or the function cannot start: the last two are false. Leaves no
 * process behind in any case. */
bool lane_run(struct lane *l, struct fault *f) MUST_CHECK;
void lane_free(struct lane *l);

#endif
