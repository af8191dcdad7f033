/* reap.h - a child that has ended, and its account. */
#ifndef DAYFLY_BOOTSTRAP_OS_REAP_H
#define DAYFLY_BOOTSTRAP_OS_REAP_H

#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "common/compiler.h"

/* By its pid or its pidfd; does not wait. False: the child lives, or is dead,
 * but who traces it has not seen that. */
bool child_reap(idtype_t kind, id_t id, siginfo_t *info,
                struct rusage *usage) MUST_CHECK;

#endif
