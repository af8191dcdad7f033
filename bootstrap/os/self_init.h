/* self_init.h - prepares this process to supervise others, whatever it
 * inherited.
 */
#ifndef DAYFLY_BOOTSTRAP_OS_SELF_INIT_H
#define DAYFLY_BOOTSTRAP_OS_SELF_INIT_H

#include <signal.h>
#include <stdbool.h>

#include "common/error.h"

/* Wakes a bootstrap process that waits for events, without ending it. */
enum { WAKE_SIGNAL = SIGUSR1 };

/* Opens descriptors 0 to 2 if closed, becomes a subreaper, and becomes not
 * dumpable, so that /proc hides us from children. *signals becomes a signalfd
 * (close-on-exec) for SIGTERM, SIGINT, SIGHUP and the signal `also`. */
bool self_init(int *signals, int also, struct error *err) MUST_CHECK;
/* The parent is a host: when that is killed, this process gets SIGTERM. */
void self_end_with_parent(void);
/* Unblocks the signals: there is nothing to clean up any more. */
void self_allow_signals(void);

#endif
