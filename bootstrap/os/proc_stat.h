/* proc_stat.h - fields of /proc/PID/stat and /proc/PID/status, see proc(5). */
#ifndef DAYFLY_BOOTSTRAP_OS_PROC_STAT_H
#define DAYFLY_BOOTSTRAP_OS_PROC_STAT_H

#include <stdint.h>
#include <sys/types.h>

/* Peak resident memory (VmHWM) in KiB; 0 if the process is gone. */
int64_t proc_peak_kib(pid_t pid);

enum {
    PROC_STAT_SIZE = 512,
    /* Field indexes, from the state on: the process name before it may contain
     * blanks and brackets. */
    PROC_STAT_STATE = 0,
    PROC_STAT_CHILDREN_USER = 13,
    PROC_STAT_CHILDREN_SYSTEM = 14,
    PROC_STAT_START_TIME = 19,
};

/* Reads the fields from the state on; "" if there is no such process. */
void proc_stat_read(pid_t pid, char text[PROC_STAT_SIZE]);

/* The beginning of the n-th field in text; "" if there are fewer. */
const char *proc_stat_field(const char *text, int n);

#endif
