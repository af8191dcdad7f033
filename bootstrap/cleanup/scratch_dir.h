/* scratch_dir.h - a private folder (TMPDIR, HOME) for each process, removed
 * after it.
 *
 * A bootstrap has one root folder, .dayfly-XXXXXX, with one folder per process
 * that only that process's user can open. The root is locked while the
 * bootstrap runs, so that the next bootstrap recognizes roots of dead ones,
 * whatever PID namespace they ran in. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_SCRATCH_DIR_H
#define DAYFLY_BOOTSTRAP_CLEANUP_SCRATCH_DIR_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/os/remove_tree.h"
#include "common/error.h"
#include "common/log.h"

enum { SCRATCH_PATH_SIZE = 1024 };

struct scratch_root {
    int fd;        /* of the root; -1: there is none */
    int parent_fd; /* of the folder that contains it */
    char path[SCRATCH_PATH_SIZE];
    uint64_t next_number;
    bool tampered;     /* another process moved the root or put files into it,
                           which was repaired; the caller that logs it resets it */
    int64_t max_bytes; /* limit for one process's folder; 0: none. Set it before
                           scratch_root_begin */
};

#define SCRATCH_ROOT                                                           \
    {                                                                          \
        .fd = -1, .parent_fd = -1, .path = "", .next_number = 0                \
    }

/* Creates the root in the folder `within` (TMPDIR or /tmp). */
bool scratch_root_open(struct scratch_root *root, const char *within,
                       struct error *err) MUST_CHECK;
/* Removes roots of dead bootstraps there, for most_us at most. Returns how many
 * it removed. */
unsigned scratch_root_remove_stale(struct scratch_root *root, int64_t most_us);
/* Does both. On false, which is logged, processes have no private folder. */
bool scratch_root_begin(struct scratch_root *root, const char *within,
                        struct log *log);
/* Is `name` the root of a running bootstrap? */
bool scratch_root_is_held(int within, const char *name);
/* Removes the root and everything in it. */
void scratch_root_close(struct scratch_root *root);

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
