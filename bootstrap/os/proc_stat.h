/* proc_stat.h - /proc/PID/stat, word by word. */
#ifndef DAYFLY_BOOTSTRAP_OS_PROC_STAT_H
#define DAYFLY_BOOTSTRAP_OS_PROC_STAT_H

#include <stdint.h>
#include <sys/types.h>

/* KiB resident at most; 0 when that cannot be known any more. */
int64_t proc_peak_kib(pid_t pid);

enum {
    PROC_STAT_SIZE = 512,
    /* Words, counted from the state: what is before it, the process's name, may
     * itself have blanks and brackets. */
    PROC_STAT_STATE = 0,
    PROC_STAT_CHILDREN_USER = 13,
    PROC_STAT_CHILDREN_SYSTEM = 14,
    PROC_STAT_BORN = 19,
};

/* Its words from the state on; "" when there is no such process. */
void proc_stat_read(pid_t pid, char text[PROC_STAT_SIZE]);

/* Where in them the n-th begins; "" when there are fewer. */
const char *proc_stat_field(const char *text, int n);

#endif
