/* process.h - one process for one event: fed, listened to, stopped, swept.
 *
 * A slot is EMPTY, then RUNNING from process_start on, busy from
 * process_send_event on, STOPPING from process_kill on, and EMPTY again when
 * neither the process nor any descendant nor their private folder is left. It
 * knows nothing of HTTP and not what bytes mean. Nothing here waits: the loop
 * does, with what process_poll_fds added, and calls process_handle_io.
 *
 * Descendants are told apart by who they were left to, which is all of us:
 * while another slot is busy, what a stopped one left behind is its to end. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_PROCESS_H
#define DAYFLY_BOOTSTRAP_PROCESS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/cleanup/residue.h"
#include "bootstrap/cleanup/scratch_dir.h"
#include "bootstrap/event/deadline.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response_body.h"
#include "bootstrap/process/process_times.h"
#include "bootstrap/process/stdio_pipes.h"
#include "bootstrap/sandbox/spawn.h"
#include "common/log.h"
#include "common/poll_set.h"

enum process_state { PROCESS_EMPTY, PROCESS_RUNNING, PROCESS_STOPPING };

struct process {
    enum process_state state;
    pid_t pid; /* of the leader; 0 once it is reaped */
    int pidfd;
    bool bridged;
    bool busy;                     /* it was given an event */
    bool event_unread;             /* it ended and has read nothing of that */
    const struct process *sibling; /* borrowed: beside this one; or NULL */
    struct deadline deadline;      /* of its event; else DEADLINE_NEVER */
    bool terminating;              /* SIGTERM was sent: its time is over */
    int64_t eof_grace_ms; /* bridged, stdout closed: when it counts as mute */
    int64_t stopping_ms;  /* since when it is being stopped */
    bool unkillable;      /* said in the log that it will not die */
    bool ptraced;         /* dead, and kept from us by who traces it */
    bool accounted;       /* what is known of it is in its ending */
    struct process_times times;
    const struct cgroup *group; /* borrowed: it is in; or NULL */
    int64_t oom_kills_before;   /* of that, before */
    struct stdio_pipes pipes;
    struct scratch_dir *scratch; /* borrowed; emptied and gone before the slot
                                      is EMPTY; or NULL */
    struct residue *residue;     /* borrowed; or NULL */
    struct log *log;             /* borrowed */
    struct response_body *body;  /* borrowed: the answer, or the stream */
    struct outcome *outcome;     /* borrowed: filled as it becomes known */
};

/* `feed` must live until the slot stops; it and what process_send_event adds
 * are at most STDIN_PIECES_MAX pieces. */
struct process_launch {
    const struct program *program;
    const char *nonce; /* NULL: a plain executable */
    const struct iovec *stdin_pieces;
    size_t stdin_count;
    const struct cgroup *group; /* NULL: none */
};

void process_init(struct process *p, struct log *log,
                  struct response_body *body, struct outcome *outcome);
/* The slot must be empty. When the process cannot be had, end->how says so and
 * the slot stays empty. */
void process_start(struct process *p, const struct process_launch *launch);
/* Its event. When its time is over at deadline->term_ms, that is its ending: it
 * is told by SIGTERM, and killed with all it started at deadline->kill_ms. */
void process_send_event(struct process *p, const struct iovec *feed,
                        size_t count, const struct deadline *deadline);
/* Its event is over, and it may have another. end->how is OUTCOME_PENDING
 * again. */
void process_event_done(struct process *p);
/* It ran late and is being ended: soon more will be known of it. */
bool process_awaits_details(const struct process *p);
void process_poll_fds(const struct process *p, struct poll_set *set);
void process_handle_io(struct process *p, const struct poll_set *set);
/* Kill everything now. Safe on a slot that is stopping or empty. */
void process_kill(struct process *p);
void process_free(struct process *p);

#endif
