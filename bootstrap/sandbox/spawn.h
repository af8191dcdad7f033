/* spawn.h - starts a process, or says why it could not.
 *
 * The child has the descriptors 0 to 2, SPAWN_INPUT_FD and SPAWN_CONTROL_FD if
 * they are given, and no others; a session and process group of its own;
 * default signal handling, none blocked; no_new_privs; no core file. The kernel
 * kills it when the bootstrap dies. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_SPAWN_H
#define DAYFLY_BOOTSTRAP_SANDBOX_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap/sandbox/sandbox.h"
#include "common/error.h"

enum {
    SPAWN_INPUT_FD = 3, /* what a bridge reads */
    SPAWN_FDS,
    SPAWN_CONTROL_FD = SPAWN_FDS,
};

struct program {
    const char *file;  /* a path; PATH is not searched */
    char *const *argv; /* ends in NULL */
    char *const *envp; /* ends in NULL */
    const char *folder;
    const struct sandbox *sandbox; /* NULL: none */
    const int *control; /* a descriptor that the child gets as SPAWN_CONTROL_FD;
                           NULL: none */
    bool input_on_stdin; /* SPAWN_INPUT_FD is descriptor 0, too */
    bool no_queues; /* forbid POSIX message queues: they cannot be listed later
                     */
};

enum spawn_end {
    SPAWNED,
    SPAWN_EXEC_FAILED, /* this file cannot be executed */
    SPAWN_FAILED,      /* no process could be created or confined */
};

/* fds: those of the child, borrowed; the last one may be -1: none. On SPAWNED
 * the caller owns *pid and *pidfd; otherwise err says why. Blocks until the
 * child has called exec or has failed. */
enum spawn_end spawn(const struct program *program, const int fds[SPAWN_FDS],
                     pid_t *pid, int *pidfd, struct error *err) MUST_CHECK;

/* Applies the sandbox in a child that exits at once: can it be applied on this
 * machine? */
bool spawn_try(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

#endif
