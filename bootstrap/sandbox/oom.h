/* oom.h - who dies first when memory is short: a handler, never the bootstrap.
 */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_OOM_H
#define DAYFLY_BOOTSTRAP_SANDBOX_OOM_H

#include <sys/types.h>

/* Of a process that has its program: the kernel takes it, and all that it will
 * start, before us. Not one whose program its user, who is not root, cannot
 * read: the kernel keeps that from us. 5 microseconds. */
void raise_oom_score(pid_t pid);

#endif
