/* teardown.h - what a process leaves when it has died: descendants, and files
 * in its private folder. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_TEARDOWN_H
#define DAYFLY_BOOTSTRAP_CLEANUP_TEARDOWN_H

#include <stddef.h>
#include <sys/types.h>

#include "bootstrap/cleanup/scratch_dir.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/os/process_usage.h"
#include "common/log.h"

enum teardown_step {
    TEARDOWN_KILLING,  /* descendants are being killed: ask again soon */
    TEARDOWN_REMOVING, /* they are dead, the folder is being emptied: ask again
                        */
    TEARDOWN_DONE,
};

/* Ends every child but those `spared`, then removes the folder (NULL: none). */
enum teardown_step teardown_step(const pid_t *spared, size_t count,
                                 struct process_usage *usage,
                                 struct scratch_dir *dir, struct log *log);
/* The folder alone; TEARDOWN_REMOVING or TEARDOWN_DONE. */
enum teardown_step teardown_remove_dir(struct scratch_dir *dir,
                                       struct log *log);
/* While it is at work, and when it has ended well: the ending becomes
 * OUTCOME_SCRATCH_FULL when the folder holds more than it may. */
void teardown_check_size(struct scratch_dir *dir, struct outcome *outcome);
/* Says in the log who had to be killed, if anybody. */
void teardown_log(const struct process_usage *usage, struct log *log);

#endif
