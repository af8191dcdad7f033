/* worker.h - one process together with its event: what it reads, what it
 * answers and how it ended. It waits for an event, or has one.
 *
 * A worker is in one state at a time. worker_state_of() computes it from the
 * process, the outcome and what was read from the process; no other code looks
 * at these three to find out what may be done.
 *
 *              start     ready  assign  outcome  reset  stop      gone
 *   NONE       STARTING  -      -       -        -      NONE      -
 *   STARTING   -         IDLE   BUSY    DONE     -      STOPPING  -
 *   IDLE       -         -      BUSY    DONE     -      STOPPING  -
 *   BUSY       -         BUSY   -       DONE     -      STOPPING  -
 *   DONE       -         DONE   -       DONE     IDLE   STOPPING  -
 *   STOPPING   -         -      -       STOPPING -      STOPPING  NONE
 *
 *   start    worker_start_idle(), worker_start_for(),
 *            worker_start_template(), worker_start_copy(). The state is IDLE
 *            at once if the process has nothing to load: a plain executable,
 *            a copy. It stays NONE if there is no process; the outcome then
 *            says why.
 *   ready    the process has loaded the handler
 *   assign   worker_assign(): the process is given an event
 *   outcome  it has answered, failed, ended or broken a limit, with an event
 *            or without one
 *   reset    worker_reset(). The state is STARTING if the process never was
 *            ready.
 *   stop     worker_stop(), or the process kept running after its deadline
 *   gone     neither the process nor a descendant nor its private folder
 *            exists
 *   -        cannot happen, or must not be called */
#ifndef DAYFLY_BOOTSTRAP_WORKER_WORKER_H
#define DAYFLY_BOOTSTRAP_WORKER_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/cleanup/residue.h"
#include "bootstrap/cleanup/scratch_dir.h"
#include "bootstrap/config/settings.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response_body.h"
#include "bootstrap/launch/command_line.h"
#include "bootstrap/launch/environment.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/policy/sandbox_policy.h"
#include "bootstrap/process/process.h"
#include "common/buf.h"
#include "common/log.h"

enum worker_state {
    WORKER_NONE,
    WORKER_STARTING,
    WORKER_IDLE,
    WORKER_BUSY,
    WORKER_DONE,
    WORKER_STOPPING,
};

/* What all workers of a runtime have in common. Everything is borrowed. */
struct worker_config {
    const struct settings *settings;
    const struct handler *handler;
    struct environment *environment;
    struct command_line *command_line;
    struct scratch_root *scratch; /* NULL: no private folders */
    struct sandbox_policy *policy;
};

struct worker {
    const struct worker_config *config;
    struct process process;
    struct scratch_dir scratch;
    struct residue residue;
    const struct sandbox *sandbox; /* NULL: not confined */
    bool prepared; /* folder and sandbox of the next process exist */
    struct response_body body;
    struct outcome outcome;
    struct buf startup_line; /* the first line that a bridge reads */
    struct buf event_line;   /* the line before the bytes of an event */
    unsigned slot;           /* which of the workers of its runtime */
    char nonce[NONCE_SIZE + 1];
    int64_t served; /* events that this process was given */
};

/* The struct must not move afterwards. */
void worker_init(struct worker *w, const struct worker_config *config,
                 struct log *log);
enum { WORKERS = 1 + PROCESS_SIBLINGS };

/* Makes the workers of a runtime known to each other: none kills the process of
 * another as a descendant of its own. */
void worker_set_siblings(struct worker workers[WORKERS]);
void worker_free(struct worker *w);

/* Clears what is known of the last event. */
void worker_forget_event(struct worker *w);
/* Logs once that a handler has changed the folder of the private folders. */
void worker_log_tampering(struct worker *w);

enum worker_state worker_state_of(const struct worker *w);
/* STARTING or IDLE: can be assigned an event. */
bool worker_is_waiting(const struct worker *w);

/* Makes the private folder of a copy that waits, when no other copy can have
 * it: the event need not wait for that. */
void worker_prepare_copy(struct worker *w);
/* Gives its process this event, which must live until worker_reset() or until
 * the state is NONE again. */
void worker_assign(struct worker *w, const struct invocation *inv);
/* The event is over and the same process waits for another one. */
void worker_reset(struct worker *w);
/* Logs what its process has written so far, an incomplete line too. */
void worker_complete_log(struct worker *w);
/* Kills the process and its descendants; returns at once. */
void worker_stop(struct worker *w);

void worker_poll_fds(const struct worker *w, struct poll_set *set);
void worker_handle_io(struct worker *w, const struct poll_set *set);

/* The outcome is known, with all details that are worth waiting for. */
bool worker_outcome_is_complete(const struct worker *w);
/* Of a process that was started before its event: it died, or failed to load
 * the handler, before it read anything of the event. So another process may be
 * given the same event. */
bool worker_left_event_unread(const struct worker *w);
/* SIGKILL, not by us and not by the kernel for want of memory, ended its
 * process before the bridge could call the handler. */
bool worker_was_killed_early(const struct worker *w);
/* The process leader exists and can be signalled. False also if it is dead, but
 * a tracer keeps its exit status from us. */
bool worker_is_alive(const struct worker *w);
/* The process leader, dead or alive, until its exit status is taken; then 0. */
pid_t worker_pid(const struct worker *w);
/* Puts the peak memory of a living process into the outcome, if it is not known
 * yet. */
void worker_read_peak(struct worker *w);
/* For how long the state has been STOPPING; 0 in other states. */
int64_t worker_stopping_ms(const struct worker *w);

#endif
