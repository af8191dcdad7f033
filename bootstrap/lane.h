/* lane.h - the line: event, fresh process, answer, and again.
 *
 * The one place that knows both actors: the slot, which runs a process, and the
 * source, where events come from and answers go. Single-threaded; every wait is
 * one poll over all their descriptors and the log's. */
#ifndef DAYFLY_LANE_H
#define DAYFLY_LANE_H

#include <stdbool.h>

#include "bootstrap/answer.h"
#include "bootstrap/command.h"
#include "bootstrap/environment.h"
#include "bootstrap/handler.h"
#include "bootstrap/invocation.h"
#include "bootstrap/settings.h"
#include "bootstrap/slot.h"
#include "bootstrap/source.h"

struct lane {
    const struct settings *settings; /* borrowed, as are the next four */
    const struct handler *handler;
    struct environment *environment;
    struct command *command;
    struct source *source;
    struct log *log;
    int signals; /* signalfd of what ends us; borrowed */
    int signo;   /* the signal that came; 0: none */
    struct invocation inv;
    struct body said;
    struct ending end;
    struct slot slot;
    struct answer answer;
    struct buf birth; /* what a bridged child is told, for this event */
    struct buf line;
    char nonce[NONCE_SIZE + 1];
};

/* The struct must not move afterwards. */
void lane_init(struct lane *l);
/* Runs until no event will come, a signal ends it (signo), or the platform is
 * out of reach: then false. Leaves no process behind in any case. */
bool lane_run(struct lane *l, struct fault *f) MUST_CHECK;
void lane_free(struct lane *l);

#endif
