/* host_group.h - the control group of the host itself, `host.dayfly`.
 *
 * It has ten times the CPU share of a usual group: each invocation waits for
 * the host several times. Nice values do not do that, since they only count
 * among the processes of one group, or of one session (sched_autogroup in
 * sched(7)).
 *
 * In version 2 a service of systemd, or a scope, to which control groups are
 * delegated has one group, with the host in it. A group with processes can have
 * no limited groups in it, so the host goes into one within, and functions have
 * theirs beside that.
 *
 * In version 1 only root has such a group, of the CPU alone; only the host's
 * main thread is in it, and another one starts the processes
 * (host/base/aside.h). In version 2 all of the host is in it; what it
 * starts leaves it, functions for groups of their own, and the rest for
 * `others.dayfly` beside it. */
#ifndef DAYFLY_HOST_GROUPS_HOST_GROUP_H
#define DAYFLY_HOST_GROUPS_HOST_GROUP_H

#include <stdbool.h>

#define HOST_GROUP "host.dayfly"

/* Version 2: enters it if the group around is the host's own. Before threads
 * and processes are started. */
void host_group_enter(void);
/* Version 1 and root: a thread can enter it. */
bool host_group_is_for_threads(void);
/* The calling thread does, if it can be made. */
void host_group_enter_thread(void);
/* The host ends: leaves it, and removes what is empty then. */
void host_group_end(void);
/* What the calling process starts is in it, and has to leave it. */
bool host_group_holds_children(void);
/* The calling process, which the host has started, leaves it. */
void host_group_leave(void);
/* Is the process with this number, a host, in another group than the calling
 * one? */
bool host_group_differs(const char *pid);
/* Moves the calling process there, so that it may do what that one may. False:
 * it stays where it is. */
bool host_group_join(const char *pid);

#endif
