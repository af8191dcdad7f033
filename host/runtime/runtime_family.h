/* runtime_family.h - the processes that belong to a runtime process: itself,
 * its session and their descendants. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_FAMILY_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_FAMILY_H

#include <stdbool.h>
#include <sys/types.h>

/* True: one of them holds the socket with this inode, or, if the descriptors of
 * a process cannot be read, has this user. leader: the runtime process. */
bool runtime_family_holds(pid_t leader, unsigned long inode, uid_t user);
/* The process is one of them. */
bool runtime_family_has(pid_t leader, pid_t pid);
/* A process of this machine that holds the socket; 0: it is not known. */
pid_t process_of_socket(unsigned long inode);

#endif
