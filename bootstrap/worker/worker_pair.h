/* worker_pair.h - the two workers of a runtime: `active` has the event, or had
 * the last one; `spare` may wait for the next one. They change roles when an
 * event is given to the spare. A third one is the template, if there is one.
 *
 * When the next process is started depends on spare_policy and on the
 * scoreboard, which limits how many spares all runtimes have together. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_WORKER_PAIR_H
#define DAYFLY_BOOTSTRAP_WORKER_WORKER_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/event/event_trace.h"
#include "bootstrap/os/children.h"
#include "bootstrap/worker/code_watch.h"
#include "bootstrap/worker/scoreboard.h"
#include "bootstrap/worker/spare_policy.h"
#include "bootstrap/worker/template.h"
#include "bootstrap/worker/worker.h"

struct worker_pair {
    const struct worker_config *config; /* borrowed */
    struct worker workers[WORKERS];
    struct worker *active; /* one of `workers` */
    struct worker *spare;  /* another one */
    struct template template;
    struct spare_policy policy;
    const struct scoreboard_slot *slot; /* borrowed */
    bool has_token; /* the scoreboard slot holds a token for the spare */
    struct code_watch code_watch;
    struct log *log;           /* borrowed */
    struct event_trace *trace; /* borrowed */
    bool had_event;            /* at least one */
    bool was_waiting;          /* the active worker waited for its event */
    bool was_loading;          /* it had not loaded the handler yet */
    bool holds;                /* it has not been given its event yet */
    bool awaited_template;     /* the event waited until that was ready */
    int retries;   /* of this event, because its process was killed too early */
    bool has_time; /* the next spare may take longer to start, to be faster
                      later */
    bool no_descendants; /* what the last event left was killed: another child
                            process of ours can only be a stranger's */
    struct child_list children;
    int64_t last_event_ms;   /* when the last event was over */
    int64_t peak_kib;        /* peak memory of the last event; 0: not known */
    int64_t linger_until_ms; /* when to stop `active`; INT64_MAX: not planned */
    int64_t start_spare_ms;  /* when to start a spare; INT64_MAX: not planned */
};

/* The structs must not move afterwards. */
void worker_pair_init(struct worker_pair *pair,
                      const struct worker_config *config,
                      const struct spare_policy *policy,
                      const struct scoreboard_slot *slot,
                      struct event_trace *trace, struct log *log);
void worker_pair_free(struct worker_pair *pair);

void worker_pair_poll_fds(const struct worker_pair *pair, struct poll_set *set);
/* Log records of the spare carry no request id. */
void worker_pair_handle_io(struct worker_pair *pair,
                           const struct poll_set *set);

/* The response to the last event is out: stops its process if it still runs,
 * and plans to start a spare after delay_ms if the policy wants one. */
void worker_pair_schedule_spare(struct worker_pair *pair, int64_t delay_ms);
/* The template has loaded the handler, and may serve the first event. */
bool worker_pair_needs_no_spare(const struct worker_pair *pair);
/* A spare is planned, or is started and not ready for an event yet. */
bool worker_pair_spare_is_starting(const struct worker_pair *pair);

/* True if the next event can be dispatched. Stops an active worker that ended
 * while it waited. */
bool worker_pair_is_free(struct worker_pair *pair);
/* Call when the pair is free. False: there is a child process that no worker
 * can have started; err names it. */
bool worker_pair_check_children(const struct worker_pair *pair,
                                struct error *err) MUST_CHECK;
/* Call when the pair is free. Gives the event to a worker that waits, or else
 * to a new process; see event_handover.h for when. */
void worker_pair_dispatch(struct worker_pair *pair,
                          const struct invocation *inv);
/* The outcome of the event is known. True: the process is kept for another
 * event; call worker_pair_reset_active when the response is out. Otherwise it
 * is stopped: at once if the event failed, else in worker_pair_schedule_spare
 * or 2 ms later, so that its exit does not compete with the response for CPU.
 */
bool worker_pair_finish(struct worker_pair *pair, bool good);
void worker_pair_reset_active(struct worker_pair *pair);

/* Kills all processes and waits until they are gone, at most most_ms. */
void worker_pair_shutdown(struct worker_pair *pair, int64_t most_ms);

#endif
