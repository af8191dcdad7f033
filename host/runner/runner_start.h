/* runner_start.h - starts, stops and kills the runtime process of a runner. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_START_H
#define DAYFLY_HOST_RUNNER_RUNNER_START_H

#include "host/runner/runner_internal.h"

/* Opens the process's listener and starts it. False: it could not be started;
 * the invocations that waited for it have failed, or wait again. */
bool runner_start_process(struct runner *runner);
/* Asks the process to end by SIGTERM; it is killed if it has not after 2 s. Its
 * on_exit follows. */
void runner_stop_process(struct runner *runner);
/* Kills the process. If it has extensions it gets SIGTERM and 300 ms first, as
 * in AWS Lambda. Its on_exit follows. */
void runner_kill_process(struct runner *runner);

#endif
