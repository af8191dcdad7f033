/* worker.h - one process and all that belongs to it: what it is told, what it
 * says, how it ended. It waits for an event, or has one. */
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

/* What every child of a lane is made from; borrowed. */
struct worker_config {
    const struct settings *settings;
    const struct handler *handler;
    struct environment *environment;
    struct command_line *command_line;
    struct scratch_root *scratch; /* NULL: no process has a folder of its own */
    struct sandbox_policy *policy;
};

struct worker {
    const struct worker_config *config;
    struct process process;
    struct scratch_dir scratch;
    struct residue residue;
    const struct sandbox *sandbox; /* NULL: none */
    bool prepared; /* folder and walls are there for the next process */
    struct response_body body;
    struct outcome outcome;
    struct buf startup_line; /* what a bridged one is told first */
    struct buf event_line;   /* and ahead of its event */
    unsigned slot;           /* 0, or 1 for the other of a pair */
    char nonce[NONCE_SIZE + 1];
    int64_t served; /* events it was given */
};

/* The struct must not move afterwards. */
void worker_init(struct worker *w, const struct worker_config *config,
                 struct log *log);
/* The two share a bootstrap: neither is taken for the other's descendant. */
void worker_set_siblings(struct worker *a, struct worker *b);
void worker_free(struct worker *w);

/* While nobody waits and nobody lives: makes what the next process needs, as
 * far as that does not hang on its event. What fails fails again, and is told,
 * when the process is started. */
void worker_prepare(struct worker *w);
/* Both need an empty slot; a failure is in end->how. Starts a process ahead of
 * its event, for as long as it takes; thorough: see bridge_hello_startup. */
void worker_start_idle(struct worker *w, bool thorough);
/* Starts a process for this event. `inv` must live until it has ended. */
void worker_start_with(struct worker *w, const struct invocation *inv);
/* Gives the one that waits its event. */
void worker_assign(struct worker *w, const struct invocation *inv);

/* Its event is answered, and it did well: it waits again. */
void worker_reset(struct worker *w);

/* It waits, and nothing is known against it. */
bool worker_is_idle(const struct worker *w);
/* It waits, has loaded the handler and can begin at once. */
bool worker_is_ready(const struct worker *w);
/* Its ending is known, with all that belongs to it. */
bool worker_has_ended(const struct worker *w);
/* Of one that had waited: it has not touched its event, for it was dead, or had
 * failed to load, by the time it came. Another process may have it. */
bool worker_left_event_unread(const struct worker *w);

#endif
