/* teardown.h - what a process leaves when it has died: descendants, and files in
 * its private folder. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_TEARDOWN_H
#define DAYFLY_BOOTSTRAP_CLEANUP_TEARDOWN_H

#include <stddef.h>
#include <sys/types.h>

#include "common/log.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/cleanup/scratch_dir.h"
#include "bootstrap/os/process_usage.h"

enum remains {
    REMAINS_ALIVE, /* descendants are being killed: ask again soon */
    REMAINS_FILES, /* they are dead, the folder is being emptied: ask again */
    REMAINS_NONE,
};

/* Ends every child but those `spared`, then removes the folder (NULL: none). */
enum remains remains_clear(const pid_t *spared, size_t count, struct toll *toll,
                           struct scratch_folder *folder, struct log *log);
/* The folder alone; REMAINS_FILES or REMAINS_NONE. */
enum remains remains_folder(struct scratch_folder *folder, struct log *log);
/* While it is at work, and when it has ended well: the ending becomes
 * ENDED_OVERFULL when the folder holds more than it may. */
void remains_look(struct scratch_folder *folder, struct ending *end);
/* Says in the log who had to be killed, if anybody. */
void remains_say(const struct toll *toll, struct log *log);

#endif
