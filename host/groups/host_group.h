/* host_group.h - the control group of the host itself (version 2).
 *
 * A service of systemd, or a scope, to which control groups are delegated has
 * one group, with the host in it. A group with processes can have no limited
 * groups in it, so the host goes into one within, `host.dayfly`, and functions
 * have theirs beside that. */
#ifndef DAYFLY_HOST_GROUPS_HOST_GROUP_H
#define DAYFLY_HOST_GROUPS_HOST_GROUP_H

#include <stdbool.h>

/* Does so if the group is the host's own. What a host that was killed has left
 * is removed. Before threads and processes are started. */
void host_group_enter(void);
/* Is the process with this number, a host, in another group than the calling
 * one? */
bool host_group_differs(const char *pid);
/* Moves the calling process there, so that it may do what that one may. False:
 * it stays where it is. */
bool host_group_join(const char *pid);

#endif
