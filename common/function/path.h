/* path.h - paths of the files that a function names. */
#ifndef DAYFLY_COMMON_FUNCTION_PATH_H
#define DAYFLY_COMMON_FUNCTION_PATH_H

#include <limits.h>
#include <stdbool.h>

#include "common/compiler.h"

/* The name in the folder or, if it is absolute, the name alone. False: it would
 * be too long, or is empty. */
bool path_join(char to[PATH_MAX], const char *folder,
               const char *name) MUST_CHECK;
/* There is a regular file, which a link may lead to. */
bool path_is_file(const char *path);

#endif
