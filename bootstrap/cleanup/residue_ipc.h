/* residue_ipc.h - finds kernel objects that outlive their process: System V
 * shared memory, queues and semaphores of a user, and keys in keyrings that we
 * share with our processes. Compares the ids before and after an event. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_IPC_H
#define DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_IPC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "bootstrap/event/residue_list.h"

enum { RESIDUE_IPC_MAX = 256, RESIDUE_IPC_KINDS = 5 };

/* The ids of one kind. */
struct residue_ids {
    size_t count;
    bool complete; /* false: more than fit; nothing can be compared */
    int ids[RESIDUE_IPC_MAX];
};

struct residue_ipc {
    struct residue_ids kinds[RESIDUE_IPC_KINDS];
};

/* Saves the ids that exist now. */
void residue_ipc_save(struct residue_ipc *before, uid_t uid);
/* Adds the ids that are new since then to `found`; removes them if `remove`. */
void residue_ipc_find(const struct residue_ipc *before, uid_t uid, bool remove,
                      struct residue_list *found);

#endif
