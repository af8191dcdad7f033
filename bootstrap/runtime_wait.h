/* runtime_wait.h - the waits of a runtime loop. Each one polls the workers, the
 * event source, the signals and the log, and handles what has happened. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_WAIT_H
#define DAYFLY_BOOTSTRAP_RUNTIME_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/runtime_loop.h"
#include "common/error.h"

/* Logs the bill of the last event if all of it is known. */
void runtime_log_bill(struct runtime_loop *loop);
/* Waits once, at most until until_ms (monotonic; INT64_MAX: without limit).
 * False: the runtime must end. A signal is the reason, or err says why. */
bool runtime_wait(struct runtime_loop *loop, int64_t until_ms,
                  struct error *err) MUST_CHECK;
/* Waits until the spare is ready, has failed, or most_ms have passed. False: as
 * runtime_wait. */
bool runtime_wait_for_spare(struct runtime_loop *loop, int64_t most_ms,
                            struct error *err) MUST_CHECK;
/* Tells the platform, once for each event, that a process loads for it, if that
 * is not the time of the event. */
void runtime_tell_loading(struct runtime_loop *loop);
/* Waits until the process that has been started for the event has loaded, but
 * not longer than the platform allows, and gives it the event, whose time
 * begins. The platform is told. False: as runtime_wait. */
bool runtime_wait_for_load(struct runtime_loop *loop,
                           struct error *err) MUST_CHECK;

#endif
