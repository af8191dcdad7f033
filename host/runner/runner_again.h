/* runner_again.h - an invocation that met the files of its function just as
 * they changed waits for what answers then. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_AGAIN_H
#define DAYFLY_HOST_RUNNER_RUNNER_AGAIN_H

#include "host/runner/runner_internal.h"

/* The pool's function worked, and its files have changed since it was read:
 * what fails to start now is not its code. */
bool runner_met_new_files(const struct runner *runner);
/* No code has seen the invocation: puts it back, unless it was begun too often.
 * It is begun by its pool, which may be another one by now; the execution has
 * none. False: it is to be finished. */
bool runner_take_back(struct execution *exec) MUST_CHECK;

#endif
