/* init_error.h - the report of a runtime that it cannot start. */
#ifndef DAYFLY_HOST_RUNTIME_API_INIT_ERROR_H
#define DAYFLY_HOST_RUNTIME_API_INIT_ERROR_H

#include "host/http/request_path.h"
#include "host/runner/runner_executions.h"

void init_error_receive(struct runner *runner, struct http_request *req,
                        const struct request_path *path);
/* The runtime has started after all: drops a report whose sender could not be
 * told from others, and logs that. */
void init_error_forget_late(struct runner *runner);

#endif
