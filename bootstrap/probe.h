/* probe.h - `bootstrap --probe`: what this machine can enforce, and which
 * processes are copied here instead of started. */
#ifndef DAYFLY_BOOTSTRAP_PROBE_H
#define DAYFLY_BOOTSTRAP_PROBE_H

#include <stdbool.h>

/* Prints a line for each. False: the output failed. */
bool probe_print(void);

#endif
