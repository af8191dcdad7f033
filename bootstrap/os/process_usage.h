/* process_usage.h - what processes have used, and how many of them had to be killed.
 * A value; it only grows. */
#ifndef DAYFLY_BOOTSTRAP_OS_PROCESS_USAGE_H
#define DAYFLY_BOOTSTRAP_OS_PROCESS_USAGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

enum { TOLL_NAMES_SIZE = 160, TOLL_NAMED_MOST = 8 };

struct toll {
    int64_t user_us;
    int64_t system_us;
    int64_t minor_faults;
    int64_t major_faults;
    int64_t waits;     /* gave the CPU up */
    int64_t evictions; /* the CPU was taken from it */
    int64_t peak_kib;  /* of the largest; never below the bootstrap's own */
    size_t killed;
    char names[TOLL_NAMES_SIZE]; /* of the first ones killed, "a b c" */
    pid_t named[TOLL_NAMED_MOST];
};

/* The account of one process that was reaped, and of all that it reaped. */
void toll_add(struct toll *t, const struct rusage *usage);
/* It is going to be killed; its name is looked for while it lives, once. */
void toll_name(struct toll *t, pid_t pid);
int64_t toll_cpu_us(const struct toll *t);

#endif
