/* What else of a process a clone does not have. */
#ifndef TEMPLATE_PROCESS_STATE_H
#define TEMPLATE_PROCESS_STATE_H

#include <stdbool.h>

#include "bridge/template/text.h"

/* Returns false and adds to `why` if the process has children or timers, or
 * runs in a way that a copy cannot: with a C library other than glibc (musl's
 * thread descriptors are not known), or with shadow stacks. */
bool process_state_check(struct line *why);

#endif
