/* process_tree.h - the threads of a process and of its descendants. */
#ifndef DAYFLY_HOST_PRIORITY_PROCESS_TREE_H
#define DAYFLY_HOST_PRIORITY_PROCESS_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Writes their ids, at most so many, and returns how many. Those of children
 * are there if the kernel lists children (CONFIG_PROC_CHILDREN), and threads
 * that begin or end meanwhile may be there or not. */
size_t process_tree_threads(pid_t pid, pid_t *threads, size_t most);
/* The thread runs, or would if it had a CPU. */
bool process_tree_runs(pid_t thread);

#endif
