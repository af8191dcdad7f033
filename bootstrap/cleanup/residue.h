/* residue.h - finds what an event left outside its private folder (files in
 * shared folders, IPC objects) after its last process died; logs it, and
 * removes it if no other process can have created it. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_H
#define DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/cleanup/residue_ipc.h"
#include "bootstrap/config/settings.h"
#include "bootstrap/event/residue_list.h"
#include "common/log.h"

/* The state of one process. */
struct residue {
    enum residue_use use;
    uid_t uid;
    const char *tmpdir; /* borrowed */
    int64_t started_us; /* wall clock */
    struct residue_ipc before;
};

/* Call it before the process starts, with its uid. */
void residue_begin(struct residue *r, const struct settings *s, uid_t uid);
/* Call it when all its processes are dead. Fills `found` and writes to the log.
 * Takes at most 50 ms per folder and 0.4 s in all. */
void residue_clear(struct residue *r, struct residue_list *found,
                   struct log *log);

#endif
