/* proc_stat.h - /proc/PID/stat, word by word. */
#ifndef DAYFLY_BOOTSTRAP_OS_PROC_STAT_H
#define DAYFLY_BOOTSTRAP_OS_PROC_STAT_H

#include <sys/types.h>

enum {
    STAT_SIZE = 512,
    /* Words, counted from the state: what is before it, the process's name, may
     * itself have blanks and brackets. */
    STAT_STATE = 0,
    STAT_CHILDREN_USER = 13,
    STAT_CHILDREN_SYSTEM = 14,
    STAT_BORN = 19,
};

/* Its words from the state on; "" when there is no such process. */
void stat_words(pid_t pid, char text[STAT_SIZE]);

/* Where in them the n-th begins; "" when there are fewer. */
const char *stat_word(const char *text, int n);

#endif
