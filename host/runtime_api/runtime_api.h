/* runtime_api.h - the Runtime API, version 2018-06-01: what a bootstrap sees
 * of its lane. */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_API_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_API_H

#include "host/runner/runner.h"

/* Fills the lane's service. */
void runtime_api_serve(struct runner *runner);

#endif
