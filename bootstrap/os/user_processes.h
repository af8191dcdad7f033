/* user_processes.h - does anybody else run as this user? Then what is found of
 * that user's may be somebody else's. */
#ifndef DAYFLY_BOOTSTRAP_OS_USER_PROCESSES_H
#define DAYFLY_BOOTSTRAP_OS_USER_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* We and who started us do not count, nor the dead. False: `who` is "PID NAME"
 * of one, or why it cannot be known. */
bool user_has_no_other_processes(uid_t uid, char *who, size_t size);

#endif
