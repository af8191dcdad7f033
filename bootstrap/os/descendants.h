/* descendants.h - no descendant outlives its event.
 *
 * The bootstrap is child subreaper: whatever a handler leaves behind becomes
 * its child once the handler is dead, whatever session it fled to. */
#ifndef DAYFLY_BOOTSTRAP_OS_DESCENDANTS_H
#define DAYFLY_BOOTSTRAP_OS_DESCENDANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/os/process_usage.h"
#include "common/error.h"

/* Once, at birth. */
bool descendants_adopt(struct error *err) MUST_CHECK;

/* Kills and reaps every child there is but those `spared`; does not wait. True
 * when none is left. They are added to *toll. */
bool descendants_kill(const pid_t *spared, size_t count,
                      struct process_usage *usage) MUST_CHECK;

/* The same of all, until that time (clock_mono_ms) at the most. */
void descendants_kill_until(int64_t until_ms);

#endif
