/* exec_wrapper.h - AWS_LAMBDA_EXEC_WRAPPER, which only the managed runtimes of
 * AWS honour by themselves: a script of a layer that is run first, with the
 * bootstrap's own command line as its arguments, and ends in `exec "$@"`. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_EXEC_WRAPPER_H
#define DAYFLY_BOOTSTRAP_CONFIG_EXEC_WRAPPER_H

#include <stdbool.h>

#include "common/error.h"

/* Set for what the wrapper starts, so that it is not wrapped again. */
#define EXEC_WRAPPER_GUARD "DAYFLY_WRAPPED"

/* Becomes the wrapper. Returns only when that fails: false, f says why. argv is
 * the bootstrap's own; argv[0] is replaced by its path. */
bool exec_wrapper_run(const char *wrapper, char **argv,
                      struct error *err) MUST_CHECK;

#endif
