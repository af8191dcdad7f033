/* process_times.h - when the steps in the life of one process happened, and
 * what the kernel tells about it while it exists. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_PROCESS_TIMES_H
#define DAYFLY_BOOTSTRAP_PROCESS_PROCESS_TIMES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/event/outcome.h"

/* Microseconds of the monotonic clock; 0: not yet, or not at all. */
struct process_times {
    int64_t started_us;
    int64_t ready_us;    /* the bridge reported that the handler is loaded */
    int64_t assigned_us; /* it was given its event */
    int64_t finished_us; /* the outcome was known */
    int64_t removed_us;  /* process, descendants and folder were gone */
    int64_t import_us;   /* duration, as the bridge reports it; -1: unknown */
    /* CPU time when it had its event and was ready: of the children that it had
     * waited for, and its own. */
    int64_t children_before_us;
    int64_t cpu_before_us;
};

void process_times_started(struct process_times *times);
/* It is a copy of a process that was ready. */
void process_times_copied(struct process_times *times);
void process_times_ready(struct process_times *times, pid_t pid,
                         int64_t import_us);
void process_times_assigned(struct process_times *times, pid_t pid);
/* ready: the handler is loaded; unread: the process has read nothing from its
 * stdin, ever; full: its stream waits for the reader. */
enum phase process_times_phase(bool bridged, bool ready, bool unread,
                               bool full);
/* The outcome is known: adds phase, elapsed time and process state to it. Adds
 * peak memory unless the event succeeded, for reading it takes 50 us. pid 0:
 * the process is dead. */
void process_times_finished(struct process_times *times, pid_t pid,
                            enum phase phase, struct outcome *outcome);
/* Adds the peak memory if it is not known yet and the process exists. */
void process_times_read_peak(pid_t pid, struct outcome *outcome);
/* CPU time that the event has used so far: of the process while it exists,
 * afterwards of it and all its descendants. */
int64_t process_times_cpu_us(const struct process_times *times, pid_t pid,
                             const struct outcome *outcome);

#endif
