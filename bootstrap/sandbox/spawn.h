/* spawn.h - a new process, and the reason when there is none.
 *
 * The child gets the three descriptors as 0, 1 and 2 and no other; its own
 * session and process group; default signals, none blocked; no new privileges;
 * no core file; and it dies when the bootstrap does. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_SPAWN_H
#define DAYFLY_BOOTSTRAP_SANDBOX_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap/sandbox/sandbox.h"
#include "common/error.h"

struct program {
    const char *file;  /* a path; PATH is not searched */
    char *const *argv; /* ends in NULL */
    char *const *envp; /* ends in NULL */
    const char *folder;
    const struct sandbox *walls; /* NULL: none */
    bool no_queues;              /* of POSIX, which nobody could find later */
};

enum spawn_end {
    SPAWNED,
    SPAWN_EXEC_FAILED, /* this executable cannot be run */
    SPAWN_FAILED,      /* the machine has no process to give, or not this way */
};

/* Descriptors are borrowed. On SPAWNED the process and its pidfd are the
 * caller's; else f says why. Blocks until the child has executed or failed. */
enum spawn_end spawn(const struct program *program, const int fds[3],
                     pid_t *pid, int *pidfd, struct error *err) MUST_CHECK;

/* Whether such walls can be put up here: a process puts them up, and is gone.
 */
bool spawn_try(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

#endif
