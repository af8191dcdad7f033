/* exec_error.h - why the kernel refused to run a file, found by reading the
 * file.
 */
#ifndef DAYFLY_COMMON_FUNCTION_EXEC_ERROR_H
#define DAYFLY_COMMON_FUNCTION_EXEC_ERROR_H

#include <stddef.h>

enum { EXEC_ERROR_SIZE = 320 };

/* `error` is the errno of execve. text becomes " (reason)", or "" if there is
 * nothing to add to the text of errno. */
void exec_error_explain(const char *file, int error,
                        char text[EXEC_ERROR_SIZE]);

#endif
