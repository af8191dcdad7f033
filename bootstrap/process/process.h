/* process.h - one operating system process that works on events: started or
 * copied from a template, given an event on stdin, read from, stopped and torn
 * down.
 *
 * A process is EMPTY, then RUNNING from process_start on, then STOPPING from
 * process_kill on, and EMPTY again when neither the process nor a descendant
 * nor its private folder exists. No function waits: the caller polls what
 * process_poll_fds added and then calls process_handle_io.
 *
 * Orphaned descendants become children of the bootstrap, which cannot tell
 * whose they were. So while a sibling process has an event, those of a stopped
 * process stay until the sibling's end. */
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
#include "bootstrap/process/template_control.h"
#include "bootstrap/sandbox/spawn.h"
#include "common/log.h"
#include "common/poll_set.h"

enum process_state {
    PROCESS_EMPTY,
    PROCESS_COPYING, /* its template was asked for it and has not answered */
    PROCESS_RUNNING,
    PROCESS_STOPPING
};

enum { PROCESS_SIBLINGS = 2 };

struct process {
    enum process_state state;
    pid_t pid; /* of the group's leader; 0 once it is reaped */
    int pidfd;
    bool bridged;
    bool copied;       /* from a template */
    bool has_copies;   /* the latest may still be in its process group */
    bool busy;         /* it was given an event */
    bool began_early;  /* it had read its first line before it was given it */
    bool event_unread; /* it can read no more, and has read nothing
                          of its event */
    /* Borrowed; NULL: there are fewer. */
    const struct process *siblings[PROCESS_SIBLINGS];
    struct deadline deadline; /* of its event; else DEADLINE_NEVER */
    bool terminating;         /* SIGTERM was sent at its deadline */
    int64_t eof_grace_ms;     /* bridged, stdout closed: end the event then */
    int64_t stopping_ms;      /* since when it makes no progress in STOPPING */
    bool unkillable;          /* the log has reported that it does not die */
    bool ptraced;       /* it is dead, but a tracer holds its exit status */
    bool exit_taken;    /* it is dead, and `outcome` has its exit status */
    bool details_taken; /* the outcome holds what process_times_finished adds */
    struct copy_source source; /* while it is COPYING */
    int64_t copying_until_ms;
    int64_t copying_look_ms; /* when to see whether the template is stopped */
    struct process_times times;
    const struct cgroup *group; /* borrowed; NULL: none */
    int64_t oom_kills_before;   /* of the group, when the process started */
    struct stdio_pipes pipes;
    struct scratch_dir *scratch; /* borrowed; NULL: none */
    struct residue *residue;     /* borrowed; NULL: none */
    struct log *log;             /* borrowed */
    struct response_body *body;  /* borrowed */
    struct outcome *outcome;     /* borrowed; filled as it becomes known */
};

void process_init(struct process *p, struct log *log,
                  struct response_body *body, struct outcome *outcome);
/* The bytes of a buffer, which must live as long as the piece. */
struct iovec process_stdin_piece(const struct buf *b);
/* Gives the process its event. At deadline->term_ms the outcome becomes
 * OUTCOME_TIMED_OUT and the process gets SIGTERM; at deadline->kill_ms it and
 * its descendants are killed. */
void process_send_event(struct process *p, const struct iovec *pieces,
                        size_t count, const struct deadline *deadline);
/* The event is over and the process may be given another one. */
void process_event_done(struct process *p);
/* The process timed out, and the rest of its output and its usage are about to
 * become known. False after deadline.respond_ms. */
bool process_awaits_details(const struct process *p);
void process_poll_fds(const struct process *p, struct poll_set *set);
void process_handle_io(struct process *p, const struct poll_set *set);
/* Sends SIGKILL to the process and its group; does nothing unless RUNNING. */
void process_kill(struct process *p);
void process_free(struct process *p);

#endif
