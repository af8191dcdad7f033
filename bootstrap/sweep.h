/* sweep.h - no descendant outlives its event.
 *
 * The bootstrap is child subreaper: whatever a handler leaves behind becomes
 * its child once the handler is dead, whatever session it fled to. */
#ifndef DAYFLY_SWEEP_H
#define DAYFLY_SWEEP_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "bootstrap/base/fault.h"
#include "bootstrap/toll.h"

/* Once, at birth. */
bool sweep_adopt(struct fault *f) MUST_CHECK;

/* Kills and reaps every child there is but those `spared`; does not wait. True
 * when none is left. They are added to *toll. */
bool sweep(const pid_t *spared, size_t count, struct toll *toll) MUST_CHECK;

/* False: the child lives, or is dead, but who traces it has not seen that. */
bool sweep_reap(int pidfd, siginfo_t *info, struct rusage *usage) MUST_CHECK;

#endif
