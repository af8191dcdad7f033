/* scratch_dir.h - a private folder for each process, and nothing of it left.
 *
 * A bootstrap has one folder of its own, .dayfly-XXXXXX, and in it one for each
 * process, open to that process's user alone. Ours is locked as long as we
 * live, so that the next bootstrap knows what a dead one left behind, in
 * whatever PID namespace that was. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_SCRATCH_DIR_H
#define DAYFLY_BOOTSTRAP_CLEANUP_SCRATCH_DIR_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/os/remove_tree.h"
#include "common/error.h"
#include "common/log.h"

enum { SCRATCH_PATH_SIZE = 1024 };

struct scratch_root {
    int fd;        /* of our folder; -1: there is none */
    int parent_fd; /* of the folder that holds it */
    char path[SCRATCH_PATH_SIZE];
    uint64_t next_number;
    bool tampered; /* somebody had moved ours, or put something into it, which
                       was mended. For who tells it to set back */
    int64_t max_bytes; /* that a process's may hold; 0: any. Set before
                           scratch_root_begin */
};

#define SCRATCH_ROOT                                                           \
    {                                                                          \
        .fd = -1, .parent_fd = -1, .path = "", .next_number = 0                \
    }

/* Makes ours in the folder `within`, which is TMPDIR or /tmp. */
bool scratch_root_open(struct scratch_root *root, const char *within,
                       struct error *err) MUST_CHECK;
/* What bootstraps that have died left there is removed, for so long. Returns
 * how many folders, of which there are none usually. */
unsigned scratch_root_remove_stale(struct scratch_root *root, int64_t most_us);
/* Both. False: processes have none, which the log is told. */
bool scratch_root_begin(struct scratch_root *root, const char *within,
                        struct log *log);
/* Is that the folder of a bootstrap that lives? */
bool scratch_root_is_held(int within, const char *name);
/* Ours, with all that may still be in it. */
void scratch_root_close(struct scratch_root *root);

/* One process's. */
struct scratch_dir {
    struct scratch_root *root; /* borrowed; NULL: there is none */
    uint64_t number;
    char path[SCRATCH_PATH_SIZE + 32];
    int64_t next_check_ms; /* when it is to be looked into again; INT64_MAX:
                              never */
};

/* An empty one; `in` without a folder makes none, which is no fault. */
bool scratch_dir_make(struct scratch_dir *dir, struct scratch_root *in,
                      struct error *err) MUST_CHECK;
/* From now on it is looked into from time to time. */
void scratch_dir_mark_used(struct scratch_dir *dir);
/* False: it holds more than it may, f says what. Looks only when it is time, or
 * when this is the last look. Deleted files that are still open escape it. */
bool scratch_dir_check_size(struct scratch_dir *dir, bool last,
                            struct error *err) MUST_CHECK;
/* As remove_tree(); once it is removed, or said to stay, in is NULL. Safe
 * twice. */
enum remove_result scratch_dir_remove(struct scratch_dir *dir, int64_t most_us,
                                      struct error *err) MUST_CHECK;

#endif
