/* descendants.h - kills what a handler leaves running.
 *
 * The bootstrap is a child subreaper (PR_SET_CHILD_SUBREAPER): orphans of a
 * dead handler become its children, whatever session they moved to. */
#ifndef DAYFLY_BOOTSTRAP_OS_DESCENDANTS_H
#define DAYFLY_BOOTSTRAP_OS_DESCENDANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/os/process_usage.h"
#include "common/error.h"

/* Makes this process a subreaper; once, at startup. */
bool descendants_adopt(struct error *err) MUST_CHECK;

/* Kills and reaps every child except those in `spared`; does not wait. True if
 * none is left. Adds their usage to *usage. */
bool descendants_kill(const pid_t *spared, size_t count,
                      struct process_usage *usage) MUST_CHECK;

/* Kills all children, waiting until until_ms (clock_mono_ms) at most. */
void descendants_kill_until(int64_t until_ms);

#endif
