/* children.h - reap children, and compare the kernel's list of our children
 * with the processes that we started. */
#ifndef DAYFLY_BOOTSTRAP_OS_CHILDREN_H
#define DAYFLY_BOOTSTRAP_OS_CHILDREN_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "common/compiler.h"
#include "common/error.h"

/* Reaps the child that `id` (a pid or a pidfd) names; does not wait. False if
 * it is alive, or is dead and its tracer has not reaped it yet. */
bool child_reap(idtype_t kind, id_t id, siginfo_t *info,
                struct rusage *usage) MUST_CHECK;

/* Is the process that this pidfd names a child of ours? */
bool child_is_ours(int pidfd) MUST_CHECK;
/* Kills the child and waits for its end. */
void child_discard(int pidfd);
/* As child_reap, but leaves the dead child to be reaped later: no other process
 * can have its pid until then. */
bool child_has_exited(idtype_t kind, id_t id, siginfo_t *info,
                      struct rusage *usage) MUST_CHECK;

struct child_list {
    int children; /* descriptor of the kernel's list; -1: no /proc */
};

/* Close it with child_list_close. */
void child_list_open(struct child_list *list);
void child_list_close(struct child_list *list);
/* Call it after descendants_kill. own: pids of our live processes; 0 entries
 * are ignored. Orphans of those processes are younger than the oldest of them
 * and are allowed. False if there is another child; err names it. Takes 0.5
 * microseconds. */
bool child_list_check(const struct child_list *list, const pid_t *own,
                      size_t count, struct error *err) MUST_CHECK;

#endif
