/* residue_ipc.h - what outlives its maker in the kernel itself: System V
 * memory, queues and semaphores of a user, and keys in the keyrings we share
 * with our processes. Told apart by number: what was there before, and what was
 * not. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_IPC_H
#define DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_IPC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "bootstrap/event/residue_list.h"

enum { RESIDUE_IPC_MAX = 256, RESIDUE_IPC_KINDS = 5 };

/* Numbers of one kind. */
struct residue_ids {
    size_t count;
    bool complete; /* else there are more, and nothing can be said of any */
    int ids[RESIDUE_IPC_MAX];
};

struct residue_ipc {
    struct residue_ids kinds[RESIDUE_IPC_KINDS];
};

/* What there is. */
void residue_ipc_save(struct residue_ipc *before, uid_t uid);
/* What has come since; removed where `remove` says so. */
void residue_ipc_find(const struct residue_ipc *before, uid_t uid, bool remove,
                      struct residue_list *found);

#endif
