/* user_processes.h - does another program run as this user? If so, files of
 * that user may belong to it. */
#ifndef DAYFLY_BOOTSTRAP_OS_USER_PROCESSES_H
#define DAYFLY_BOOTSTRAP_OS_USER_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Ignores us, our ancestors and dead processes. If false, `who` is "PID NAME"
 * of such a process, or the reason why it cannot be known. */
bool user_has_no_other_processes(uid_t uid, char *who, size_t size);

#endif
