/* copy_trial.h - whether the processes of a function are copied here: found by
 * starting a template and copying it once, without the function's module. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_COPY_TRIAL_H
#define DAYFLY_BOOTSTRAP_WORKER_COPY_TRIAL_H

#include "bootstrap/worker/worker.h"

enum { COPY_TRIAL_MAX_MS = 10 * 1000 };

/* config: without private folders. Takes as long as a start of the interpreter.
 * False: processes are started; err says why. */
bool copy_trial(const struct worker_config *config, struct error *err);

#endif
