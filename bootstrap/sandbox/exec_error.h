/* exec_error.h - why the kernel would not run a file, as a look into it tells.
 */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_EXEC_ERROR_H
#define DAYFLY_BOOTSTRAP_SANDBOX_EXEC_ERROR_H

#include <stddef.h>

enum { EXEC_ERROR_SIZE = 320 };

/* `error` is what execve said. text: " (why)", or "" when there is nothing to
 * add to the error's own words. */
void exec_error_explain(const char *file, int error,
                        char text[EXEC_ERROR_SIZE]);

#endif
