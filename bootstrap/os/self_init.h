/* self_init.h - this process made fit to keep others, whatever it was born
 * into.
 */
#ifndef DAYFLY_BOOTSTRAP_OS_SELF_INIT_H
#define DAYFLY_BOOTSTRAP_OS_SELF_INIT_H

#include <signal.h>
#include <stdbool.h>

#include "common/error.h"

/* Wakes a bootstrap process that waits for events, without ending it. */
enum { WAKE_SIGNAL = SIGUSR1 };

/* Descriptors 0 to 2 are there, orphans are left to us, /proc tells children
 * nothing of us. What ends us (SIGTERM, SIGINT, SIGHUP), and the signal `also`,
 * is read from *signals, which is not to be inherited by exec. */
bool self_init(int *signals, int also, struct error *err) MUST_CHECK;
/* There is nothing to clean up: from here on a signal may just end us. */
void self_allow_signals(void);

#endif
