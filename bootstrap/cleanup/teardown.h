/* teardown.h - cleans up after a dead process: kills its descendants, then
 * removes its private folder. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_TEARDOWN_H
#define DAYFLY_BOOTSTRAP_CLEANUP_TEARDOWN_H

#include <stddef.h>
#include <sys/types.h>

#include "bootstrap/cleanup/scratch_dir.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/os/process_usage.h"
#include "common/log.h"

enum teardown_step {
    TEARDOWN_KILLING,  /* descendants are still dying: call again soon */
    TEARDOWN_REMOVING, /* they are dead; the folder is not empty yet: call again
                        */
    TEARDOWN_DONE,
};

/* Kills every child except those in `spared`, then removes the folder (NULL:
 * none). Does not wait. */
enum teardown_step teardown_step(const pid_t *spared, size_t count,
                                 struct process_usage *usage,
                                 struct scratch_dir *dir, struct log *log);
/* Removes the folder only: TEARDOWN_REMOVING or TEARDOWN_DONE. */
enum teardown_step teardown_remove_dir(struct scratch_dir *dir,
                                       struct log *log);
/* Call it while the process runs, and after its result: sets the outcome to
 * OUTCOME_SCRATCH_FULL if the folder is over its limit. */
void teardown_check_size(struct scratch_dir *dir, struct outcome *outcome);
/* Logs which descendants were killed, if any. */
void teardown_log(const struct process_usage *usage, struct log *log);

#endif
