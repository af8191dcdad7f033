/* exec_check.h - whether the kernel can run a program. */
#ifndef DAYFLY_BOOTSTRAP_OS_EXEC_CHECK_H
#define DAYFLY_BOOTSTRAP_OS_EXEC_CHECK_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "common/error.h"

/* Shows whether a file is still the same. */
struct exec_mark {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed; /* 0: not read */
};

/* Of a file that cannot be found all is 0. */
void exec_mark_read(struct exec_mark *mark, const char *file);
bool exec_mark_is_same(const struct exec_mark *mark, const char *file);

/* It is a program whose headers name more than it has: the kernel loads it, and
 * it dies of that. */
bool exec_is_cut_short(const char *file);
/* Lets the kernel load it in a child process that is killed before the first
 * instruction; where ptrace(2) is not allowed only its headers are looked at.
 * While a process writes the file, waits for up to 1 s. False: err says why it
 * cannot be run. It may be run, and end at once, all the same: the libraries
 * that it needs are its loader's business. */
bool exec_check(const char *file, struct error *err) MUST_CHECK;

#endif
