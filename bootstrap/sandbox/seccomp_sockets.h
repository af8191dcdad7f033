/* seccomp_sockets.h - the part of a filter that decides which sockets a process
 * may make. Allow-lists: a kind of socket that is not listed reaches nothing,
 * whatever a kernel adds. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_SECCOMP_SOCKETS_H
#define DAYFLY_BOOTSTRAP_SANDBOX_SECCOMP_SOCKETS_H

#include "bootstrap/sandbox/seccomp_filter.h"

void seccomp_add_sockets(struct seccomp_filter *filter,
                         enum seccomp_sockets sockets);

#endif
