/* residue.h - what an event leaves outside of its private folder, where the
 * next would find it: looked for once its last process is dead, told, and
 * removed if nobody but us can have made it. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_H
#define DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/cleanup/residue_ipc.h"
#include "bootstrap/config/settings.h"
#include "bootstrap/event/residue_list.h"
#include "common/log.h"

/* Of one process. */
struct residue {
    enum residue_use use;
    uid_t uid;
    const char *tmpdir; /* borrowed */
    int64_t started_us; /* of the wall clock */
    struct residue_ipc before;
};

/* It is about to be born, as this user. */
void residue_begin(struct residue *r, const struct settings *s, uid_t uid);
/* All that it started is dead, too: into `found` and the log. Works for a
 * bounded time: 50 ms for each folder, 0.4 s at most in all. */
void residue_clear(struct residue *r, struct residue_list *found,
                   struct log *log);

#endif
