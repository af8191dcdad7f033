/* folder_remove.h - removes a file, or a folder with all that is in it. */
#ifndef DAYFLY_HOST_ARCHIVE_FOLDER_REMOVE_H
#define DAYFLY_HOST_ARCHIVE_FOLDER_REMOVE_H

#include <stdbool.h>

/* Links are removed, not followed. It may take seconds. False: something is
 * still there, and errno is that of the first failure. */
bool folder_remove(const char *path);

#endif
