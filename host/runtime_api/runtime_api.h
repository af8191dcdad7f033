/* runtime_api.h - the Runtime API, version 2018-06-01, by which a runtime
 * process gets events and sends responses
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_API_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_API_H

#include "host/runner/runner.h"

/* Fills the runner's HTTP handler. */
void runtime_api_serve(struct runner *runner);

#endif
