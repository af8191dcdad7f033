/* scratch_dir.h - a private folder (TMPDIR, HOME) for each process, removed
 * after it. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_SCRATCH_DIR_H
#define DAYFLY_BOOTSTRAP_CLEANUP_SCRATCH_DIR_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/cleanup/scratch_root.h"
#include "bootstrap/os/remove_tree.h"
#include "common/error.h"

/* The folder of one process. */
struct scratch_dir {
    struct scratch_root *root; /* borrowed; NULL: there is none */
    uint64_t number;
    char path[SCRATCH_PATH_SIZE + 32];
    int64_t next_check_ms; /* when its size is checked next; INT64_MAX:
                              never */
};

/* Creates an empty folder. If the root does not exist there is none, which is
 * no error. */
bool scratch_dir_make(struct scratch_dir *dir, struct scratch_root *in,
                      struct error *err) MUST_CHECK;
/* Creates it again, empty, with the number that it has: processes that are
 * copied from one template have the same path. */
bool scratch_dir_make_again(struct scratch_dir *dir, struct scratch_root *in,
                            struct error *err) MUST_CHECK;
/* Removes the folder if it is empty; the number and the path stay known. False:
 * it contains something. */
bool scratch_dir_leave_empty(struct scratch_dir *dir) MUST_CHECK;
/* Starts the periodic size checks. */
void scratch_dir_mark_used(struct scratch_dir *dir);
/* False if the folder is over its limit; err says so. Checks only when a check
 * is due or `last` is true. Deleted files that are still open are not counted.
 */
bool scratch_dir_check_size(struct scratch_dir *dir, bool last,
                            struct error *err) MUST_CHECK;
/* Like remove_tree(). Once removed, or reported as not removable, root is NULL.
 * Safe to call twice. */
enum remove_result scratch_dir_remove(struct scratch_dir *dir, int64_t most_us,
                                      struct error *err) MUST_CHECK;

#endif
