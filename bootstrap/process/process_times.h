/* process_times.h - the moments of one process's life, and what is to be known
 * of it while it lives. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_PROCESS_TIMES_H
#define DAYFLY_BOOTSTRAP_PROCESS_PROCESS_TIMES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/event/outcome.h"

/* Microseconds of the monotonic clock; 0: not yet. */
struct process_times {
    int64_t started_us;
    int64_t ready_us;    /* bridged: it said that it can begin */
    int64_t assigned_us; /* its event */
    int64_t finished_us; /* the ending was known */
    int64_t removed_us;  /* nothing of it was left */
    int64_t import_us; /* its own word on how long its module took; -1: none */
    int64_t children_before_us;
    int64_t cpu_before_us; /* of the process, when it was given and ready */
};

void process_times_started(struct process_times *times);
void process_times_ready(struct process_times *times, pid_t pid,
                         int64_t import_us);
void process_times_assigned(struct process_times *times, pid_t pid);
/* ready: its module is loaded; unread: it has not touched what it was told;
 * full: what it streams waits for the reader. */
enum phase process_times_phase(bool bridged, bool ready, bool unread,
                               bool full);
/* Its ending is known: phase, time and what it was doing go into it, and unless
 * it is good, memory: looking takes 50 us. pid 0: it is dead. */
void process_times_finished(struct process_times *times, pid_t pid,
                            enum phase phase, struct outcome *outcome);
/* Peak memory, if it is not known yet and the process lives. */
void process_times_read_peak(pid_t pid, struct outcome *outcome);
/* CPU its event took so far: of the process while it lives, and of it and all
 * its descendants once it does not. */
int64_t process_times_cpu_us(const struct process_times *times, pid_t pid,
                             const struct outcome *outcome);

#endif
