/* deciding_files.h - the files of a folder that say how it is run: dayfly.json,
 * .env and bootstrap; and whether a watch of the folder sees their changes. */
#ifndef DAYFLY_HOST_WATCH_DECIDING_FILES_H
#define DAYFLY_HOST_WATCH_DECIDING_FILES_H

#include <stdbool.h>
#include <sys/stat.h>

bool deciding_files_have(const char *name);
/* Of a root: on this file depends which of the folders in it are functions; on
 * some only if it comes or goes. */
bool deciding_files_concern_all(const char *name, bool comes_or_goes);
/* None is a link, has another name, or is mounted there: then it may be changed
 * in another folder. `is`: the folder. */
bool deciding_files_are_own(const char *folder, const struct stat *is);
/* The file system is none that may be changed where this kernel does not see
 * it. */
bool deciding_files_are_seen(const char *folder);

#endif
