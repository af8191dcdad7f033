/* process_usage.h - what processes have used, and how many of them had to be
 * killed. A value; it only grows. */
#ifndef DAYFLY_BOOTSTRAP_OS_PROCESS_USAGE_H
#define DAYFLY_BOOTSTRAP_OS_PROCESS_USAGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

enum { PROCESS_USAGE_NAMES_SIZE = 160, PROCESS_USAGE_NAMED_MAX = 8 };

struct process_usage {
    int64_t user_us;
    int64_t system_us;
    int64_t minor_faults;
    int64_t major_faults;
    int64_t voluntary_switches;   /* gave the CPU up */
    int64_t involuntary_switches; /* the CPU was taken from it */
    int64_t peak_kib; /* of the largest; never below the bootstrap's own */
    size_t killed;
    char killed_names[PROCESS_USAGE_NAMES_SIZE]; /* of the first ones killed, "a
                                                    b c" */
    pid_t killed_pids[PROCESS_USAGE_NAMED_MAX];
};

/* The account of one process that was reaped, and of all that it reaped. */
void process_usage_add(struct process_usage *t, const struct rusage *usage);
/* It is going to be killed; its name is looked for while it lives, once. */
void process_usage_note_killed(struct process_usage *usage, pid_t pid);
int64_t process_usage_cpu_us(const struct process_usage *usage);

#endif
