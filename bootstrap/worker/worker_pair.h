/* worker_pair.h - the process that has the event, and the one that may wait for
 * the next (design.md 5). Which of two places is which changes with every event
 * that finds somebody waiting. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_WORKER_PAIR_H
#define DAYFLY_BOOTSTRAP_WORKER_WORKER_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/event/event_trace.h"
#include "bootstrap/os/children.h"
#include "bootstrap/worker/code_watch.h"
#include "bootstrap/worker/scoreboard.h"
#include "bootstrap/worker/spare_policy.h"
#include "bootstrap/worker/worker.h"

struct worker_pair {
    const struct worker_config *config; /* borrowed */
    struct worker workers[2];
    struct worker *active; /* has the event, or had the last */
    struct worker *spare;  /* waits for the next one; or is empty, or ends */
    struct spare_policy policy;
    const struct scoreboard_slot *slot; /* borrowed */
    bool has_token; /* the seat has a token, for who is ahead */
    struct code_watch code_watch;
    struct log *log;           /* borrowed */
    struct event_trace *trace; /* borrowed */
    bool was_idle;             /* `now` had been waiting for its event */
    bool may_prepare;          /* who is started ahead has time to prepare */
    bool swept;                /* what the last event left was looked for */
    struct child_list children;
    int64_t last_event_ms; /* when the last event was over */
    int64_t peak_kib;      /* of the last event's; 0: not known */
    int64_t
        linger_until_ms; /* when `now` is to be stopped; INT64_MAX: not due */
    int64_t
        start_spare_ms; /* when one is to be started ahead; INT64_MAX: never */
};

/* The structs must not move afterwards. */
void worker_pair_init(struct worker_pair *pair,
                      const struct worker_config *config,
                      const struct spare_policy *policy,
                      const struct scoreboard_slot *slot,
                      struct event_trace *trace, struct log *log);
void worker_pair_free(struct worker_pair *pair);

void worker_pair_poll_fds(const struct worker_pair *pair, struct poll_set *set);
/* What one waits ahead says is nobody's in the log. */
void worker_pair_handle_io(struct worker_pair *pair,
                           const struct poll_set *set);

/* The last event is over: nobody of it goes on. If the plan wants it, one is
 * started ahead of the next event, so many milliseconds from now. */
void worker_pair_schedule_spare(struct worker_pair *pair, int64_t raise_in_ms);
/* One is to be ahead, and cannot take an event yet. */
bool worker_pair_spare_is_starting(const struct worker_pair *pair);

/* Nobody is in the way of the next event. */
bool worker_pair_is_free(struct worker_pair *pair);
/* It must be free. False: a process is our child that nobody of ours can have
 * started; f names it. */
bool worker_pair_check_children(const struct worker_pair *pair,
                                struct error *err) MUST_CHECK;
/* It must be free. The event goes to who waits, else to a new process; for the
 * event after it the plan is followed. */
void worker_pair_dispatch(struct worker_pair *pair,
                          const struct invocation *inv);
/* Who has the event was dead before it came, and is stopped: once the crew is
 * free, worker_pair_dispatch may be called again. */
bool worker_pair_event_unread(struct worker_pair *pair);
/* The event has its answer. Who had it is kept for another one (true): then
 * worker_pair_reset_active is due when the answer is out. Else it is stopped,
 * at once when it failed, and otherwise at worker_pair_schedule_spare or soon:
 * its end takes the CPU that the answer's way out needs. */
bool worker_pair_finish(struct worker_pair *pair, bool good);
void worker_pair_reset_active(struct worker_pair *pair);

/* Ends all within so many milliseconds, if they can be ended. */
void worker_pair_shutdown(struct worker_pair *pair, int64_t most_ms);

#endif
