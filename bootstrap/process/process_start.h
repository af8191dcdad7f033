/* process_start.h - the start of a process: a program, or a copy of a template.
 */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_PROCESS_START_H
#define DAYFLY_BOOTSTRAP_PROCESS_PROCESS_START_H

#include "bootstrap/process/process.h"

/* stdin_pieces are written before the event. They must live until the process
 * is stopped; with the pieces of process_send_event they are at most
 * STDIN_PIECES_MAX. */
struct process_launch {
    const struct program *program;
    const char *nonce; /* NULL: a plain executable */
    const struct iovec *stdin_pieces;
    size_t stdin_count;
    const struct cgroup *group;     /* NULL: none */
    const struct copy_source *copy; /* instead of starting the program; NULL: it
                                       is started */
};

/* The process must be EMPTY. If it cannot be started it stays EMPTY, and the
 * outcome says why. A copy is COPYING first. */
void process_start(struct process *p, const struct process_launch *launch);
/* Waits until the process is not COPYING any more: it is RUNNING, or EMPTY
 * again and the outcome says why. */
void process_await_copy(struct process *p);
/* While it is COPYING: takes the answer of the template if there is one, and
 * sees from time to time whether it can still come; does not wait. */
void process_check_copy(struct process *p, const struct poll_set *set);

#endif
