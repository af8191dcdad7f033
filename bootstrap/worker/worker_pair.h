/* worker_pair.h - the process that has the event, and the one that may wait for the
 * next (design.md 5). Which of two places is which changes with every event
 * that finds somebody waiting. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_WORKER_PAIR_H
#define DAYFLY_BOOTSTRAP_WORKER_WORKER_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/worker/scoreboard.h"
#include "bootstrap/worker/worker.h"
#include "bootstrap/worker/code_watch.h"
#include "bootstrap/os/children.h"
#include "bootstrap/worker/spare_policy.h"
#include "bootstrap/event/event_trace.h"

struct crew {
    const struct kind *kind; /* borrowed */
    struct child children[2];
    struct child *now;   /* has the event, or had the last */
    struct child *ahead; /* waits for the next one; or is empty, or ends */
    struct spare_plan plan;
    const struct seat *seat; /* borrowed */
    bool allowed;            /* the seat has a token, for who is ahead */
    struct fresh fresh;
    struct log *log;     /* borrowed */
    struct trace *trace; /* borrowed */
    bool waited;         /* `now` had been waiting for its event */
    bool thorough;       /* who is started ahead has time to prepare */
    bool swept;          /* what the last event left was looked for */
    struct kin kin;
    int64_t turned_ms; /* when the last event was over */
    int64_t peak_kib;  /* of the last event's; 0: not known */
    int64_t stop_ms;   /* when `now` is to be stopped; INT64_MAX: not due */
    int64_t raise_ms;  /* when one is to be started ahead; INT64_MAX: never */
};

/* The structs must not move afterwards. */
void crew_init(struct crew *c, const struct kind *kind,
               const struct spare_plan *plan, const struct seat *seat,
               struct trace *trace, struct log *log);
void crew_free(struct crew *c);

void crew_watch(const struct crew *c, struct watch *w);
/* What one waits ahead says is nobody's in the log. */
void crew_turn(struct crew *c, const struct watch *w);

/* The last event is over: nobody of it goes on. If the plan wants it, one is
 * started ahead of the next event, so many milliseconds from now. */
void crew_turn_over(struct crew *c, int64_t raise_in_ms);
/* One is to be ahead, and cannot take an event yet. */
bool crew_boots(const struct crew *c);

/* Nobody is in the way of the next event. */
bool crew_is_free(struct crew *c);
/* It must be free. False: a process is our child that nobody of ours can have
 * started; f names it. */
bool crew_is_whole(const struct crew *c, struct fault *f) MUST_CHECK;
/* It must be free. The event goes to who waits, else to a new process; for the
 * event after it the plan is followed. */
void crew_give(struct crew *c, const struct invocation *inv);
/* Who has the event was dead before it came, and is stopped: once the crew is
 * free, crew_give may be called again. */
bool crew_missed(struct crew *c);
/* The event has its answer. Who had it is kept for another one (true): then
 * crew_rest is due when the answer is out. Else it is stopped, at once when it
 * failed, and otherwise at crew_turn_over or soon: its end takes the CPU that
 * the answer's way out needs. */
bool crew_keeps(struct crew *c, bool good);
void crew_rest(struct crew *c);

/* Ends all within so many milliseconds, if they can be ended. */
void crew_leave(struct crew *c, int64_t most_ms);

#endif
