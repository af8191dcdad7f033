/* sam_sources.h - when the source of a function has changed last. */
#ifndef DAYFLY_HOST_SAM_SAM_SOURCES_H
#define DAYFLY_HOST_SAM_SAM_SOURCES_H

#include <limits.h>
#include <stdint.h>

/* When a file has changed, in ns since 1970; 0: there is no such file. */
int64_t sam_file_ns(const char *path);
/* When the newest file of a folder has changed, at most now: a time in the
 * future would make every build too old. Files of tools, such as hidden ones
 * and node_modules, do not count. `path`: that file; NULL: not asked. */
int64_t sam_sources_ns(const char *folder, char path[PATH_MAX]);

#endif
