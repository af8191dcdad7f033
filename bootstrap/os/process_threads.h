/* process_threads.h - the threads of another process. */
#ifndef DAYFLY_BOOTSTRAP_OS_PROCESS_THREADS_H
#define DAYFLY_BOOTSTRAP_OS_PROCESS_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/compiler.h"

/* The thread ids, among them the process's own pid. False: there are more than
 * `most`, or they cannot be listed. */
bool process_threads(pid_t pid, pid_t *tids, size_t most,
                     size_t *count) MUST_CHECK;

#endif
