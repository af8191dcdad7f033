/* disk_usage.h - how much a folder holds, while its owner may be at work in it.
 */
#ifndef DAYFLY_BOOTSTRAP_OS_DISK_USAGE_H
#define DAYFLY_BOOTSTRAP_OS_DISK_USAGE_H

#include <stdint.h>

enum { DISK_USAGE_DEPTH_MAX = 64, DISK_USAGE_ENTRY_BYTES = 4096 };

/* Bytes on the disk of all that is in the folder `name` of the folder `at`,
 * each entry at least DISK_USAGE_ENTRY_BYTES. Counting ends once it is more
 * than `most`; folders nested deeper than DISK_USAGE_DEPTH_MAX are more than
 * any. Other file systems and what no name leads to are not counted. */
int64_t disk_usage(int at, const char *name, int64_t most);

#endif
