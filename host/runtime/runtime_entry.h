/* runtime_entry.h - what a new process does before it becomes the bootstrap of
 * a function: with root's rights for the last time.
 *
 * It enters its control groups, mounts the function's layers, loses sight of
 * what the host keeps, and becomes the function's user. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_ENTRY_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_ENTRY_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "host/functions/function.h"

/* The host's own program with these words; MEMORY, LIMIT and PROCESSES as
 * in runtime_group.h. USER "0": it stays what it is, in its groups. LAYERS
 * "FOLDER:FOLDER", of which the first wins; "": none. If they cannot be mounted
 * it says so on stderr, and goes on: they are in PATH and others, too
 * (layer_paths.h). CLOSED: the folder of the host that is closed to it
 * (closed_folder.h); "": none. If it cannot be closed it says so, too. ERRORS:
 * the descriptor on which it writes the errno of a program that cannot be run,
 * as an int; -1: there is none. */
#define RUNTIME_ENTRY                                                          \
    "--enter" /* USER MEMORY LIMIT PROCESSES LAYERS CLOSED ERRORS PROGRAM */

enum { RUNTIME_ENTRY_WORDS = 10 /* with both ends */ };

/* It has control groups of its own. */
bool runtime_entry_has_groups(const struct function *fn);

/* The words for a function, the numbers in *texts; borrowed from both. */
struct runtime_entry {
    char self[16];
    char flag[8];
    char user[16];
    char memory[16];
    char limit[16];
    char processes[16];
    char errors[16];
    char closed[PATH_MAX];
    char none[1];
};
void runtime_entry_words(struct runtime_entry *texts, const struct function *fn,
                         int errors, char *words[RUNTIME_ENTRY_WORDS]);

/* words[0] is RUNTIME_ENTRY. Returns only if the program cannot be run: the
 * exit status. */
int runtime_entry_command(char *const words[]);

#endif
