/* disk_usage.h - disk usage of a folder that may change meanwhile.
 */
#ifndef DAYFLY_BOOTSTRAP_OS_DISK_USAGE_H
#define DAYFLY_BOOTSTRAP_OS_DISK_USAGE_H

#include <stdint.h>

enum { DISK_USAGE_DEPTH_MAX = 64, DISK_USAGE_ENTRY_BYTES = 4096 };

/* Bytes on disk of everything in the folder `name` of the folder `at`; each
 * entry counts at least DISK_USAGE_ENTRY_BYTES. Stops counting above `most`. A
 * tree deeper than DISK_USAGE_DEPTH_MAX counts as more than any limit. Other
 * file systems and deleted files are not counted. */
int64_t disk_usage(int at, const char *name, int64_t most);

#endif
