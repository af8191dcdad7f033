/* code_stat.h - the state of the function's code as one number, by stat(2):
 * where changes cannot be watched. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_CODE_STAT_H
#define DAYFLY_BOOTSTRAP_WORKER_CODE_STAT_H

#include <stdbool.h>
#include <stdint.h>

struct code_stat {
    uint64_t sum;   /* differs after a file was added, removed or written */
    bool is_recent; /* a file changed within the last tick of the kernel's file
                     * clock: another change may leave the same number */
    int64_t newest_us; /* the last change of a file, by that clock */
};

void code_stat_read(struct code_stat *is, const char *root);

#endif
