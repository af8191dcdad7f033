/* residue_ipc.h - what outlives its maker in the kernel itself: System V memory,
 * queues and semaphores of a user, and keys in the keyrings we share with our
 * processes. Told apart by number: what was there before, and what was not. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_IPC_H
#define DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_IPC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "bootstrap/event/residue_list.h"

enum { LEFT_IPC_MOST = 256, LEFT_IPC_KINDS = 5 };

/* Numbers of one kind. */
struct left_ids {
    size_t count;
    bool all; /* else there are more, and nothing can be said of any */
    int ids[LEFT_IPC_MOST];
};

struct left_ipc {
    struct left_ids of[LEFT_IPC_KINDS];
};

/* What there is. */
void left_ipc_note(struct left_ipc *before, uid_t uid);
/* What has come since; removed where `remove` says so. */
void left_ipc_find(const struct left_ipc *before, uid_t uid, bool remove,
                   struct leftovers *found);

#endif
