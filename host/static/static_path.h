/* static_path.h - the path of a request as the name of a file below a folder.
 */
#ifndef DAYFLY_HOST_STATIC_STATIC_PATH_H
#define DAYFLY_HOST_STATIC_STATIC_PATH_H

#include <stdbool.h>
#include <stddef.h>

enum { STATIC_PATH_SIZE = 4096 };

/* Decodes what follows the prefix in the path: "" is the folder itself, a slash
 * at the end stays. False: no file can have this name: a part of it is empty,
 * begins with a dot (other than .well-known in the first place), holds an
 * encoded slash or a NUL, a percent sequence is wrong, or it is too long. */
bool static_path_make(char name[STATIC_PATH_SIZE], const char *path,
                      size_t size);
/* The last part without the folders before it. */
const char *static_path_last(const char *name);

#endif
