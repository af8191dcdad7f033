/* peak.h - how much memory a process had at most.
 *
 * Read from /proc while it lives: the kernel's account at its death
 * (ru_maxrss) also counts the address space it was born from. */
#ifndef DAYFLY_BOOTSTRAP_OS_PEAK_H
#define DAYFLY_BOOTSTRAP_OS_PEAK_H

#include <stdint.h>
#include <sys/types.h>

/* KiB resident at most; 0 when that cannot be known any more. */
int64_t proc_peak_kib(pid_t pid);

#endif
