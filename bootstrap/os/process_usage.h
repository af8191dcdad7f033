/* process_usage.h - CPU, faults and memory of reaped processes, and which
 * descendants were killed. A value; it only grows. */
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
    int64_t voluntary_switches;   /* waits */
    int64_t involuntary_switches; /* preemptions */
    int64_t peak_kib; /* of the largest process; at least the bootstrap's */
    size_t killed;
    char killed_names[PROCESS_USAGE_NAMES_SIZE]; /* of the first ones killed, "a
                                                    b c" */
    pid_t killed_pids[PROCESS_USAGE_NAMED_MAX];
};

/* Adds the usage of a reaped process, including the children that it reaped. */
void process_usage_add(struct process_usage *t, const struct rusage *usage);
/* Records the name of a process that is about to be killed, once per pid. */
void process_usage_note_killed(struct process_usage *usage, pid_t pid);
int64_t process_usage_cpu_us(const struct process_usage *usage);

#endif
