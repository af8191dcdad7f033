/* exec_wrapper.h - AWS_LAMBDA_EXEC_WRAPPER: a script of a layer that starts the
 * bootstrap. It gets the bootstrap's command line as arguments and ends in
 * `exec "$@"`. Lambda supports it in managed runtimes only; a custom runtime
 * has to do it itself. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_EXEC_WRAPPER_H
#define DAYFLY_BOOTSTRAP_CONFIG_EXEC_WRAPPER_H

#include <stdbool.h>

#include "common/error.h"

/* Set in the wrapper's environment, so that it is not run twice. */
#define EXEC_WRAPPER_GUARD "DAYFLY_WRAPPED"

/* Executes the wrapper in place of this program. Returns false only if that
 * fails. argv is our command line; argv[0] is replaced by our path. */
bool exec_wrapper_run(const char *wrapper, char **argv,
                      struct error *err) MUST_CHECK;

#endif
