/* process_teardown.h - the end of a process: its leader is reaped, then its
 * descendants are killed and its private folder is removed. Nothing here waits;
 * the steps are repeated until they are done. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_PROCESS_TEARDOWN_H
#define DAYFLY_BOOTSTRAP_PROCESS_PROCESS_TEARDOWN_H

#include "bootstrap/process/process.h"

/* The leader has died: reads the rest of its output, takes its exit status and
 * completes the outcome, then reaps it; may need two calls for this. If a
 * process traces the leader, the kernel gives the exit status to the tracer as
 * long as that lives: then p->ptraced is set and the call must be repeated. */
void process_teardown_leader(struct process *p);

/* The outcome has become known. If the kernel has killed a process of the event
 * meanwhile, for want of memory in its control group, that is the outcome. */
void process_note_oom(struct process *p);

/* Sends SIGKILL to the process group; does nothing if copies may be in it. */
void process_kill_group(const struct process *p);

/* For a process that is STOPPING: one step of the teardown. After the last one
 * the process is EMPTY. */
void process_teardown_step(struct process *p);

#endif
