/* user_processes.h - does another program run as this user? If so, files of
 * that user may belong to it. */
#ifndef DAYFLY_BOOTSTRAP_OS_USER_PROCESSES_H
#define DAYFLY_BOOTSTRAP_OS_USER_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/compiler.h"

/* Ignores this process, its parent and dead processes. If true, `other` is
 * "PID NAME" of such a process, or the reason why it cannot be known. */
bool user_has_other_processes(uid_t uid, char *other, size_t size) MUST_CHECK;

#endif
