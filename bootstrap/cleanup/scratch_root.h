/* scratch_root.h - the folder that contains the private folders of a bootstrap.
 *
 * A bootstrap has one root folder, .dayfly-XXXXXX, with one folder per process
 * that only that process's user can open. The root is locked while the
 * bootstrap runs, so that the next bootstrap recognizes roots of dead ones,
 * whatever PID namespace they ran in. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_SCRATCH_ROOT_H
#define DAYFLY_BOOTSTRAP_CLEANUP_SCRATCH_ROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
/* Removes what a handler has put into the root itself, beside the private
 * folders, and marks the root as tampered with. Only the folders with these
 * numbers stay. Takes 100 ms at most. */
void scratch_root_clear(struct scratch_root *root, const uint64_t *numbers,
                        size_t count);
/* It is where it was. If a handler of the same user has replaced it, it is made
 * again, and marked as tampered with. False: it cannot be. */
bool scratch_root_keep(struct scratch_root *root) MUST_CHECK;
/* Something is in the way of the folder `name`: removes it. */
bool scratch_root_repair(struct scratch_root *root,
                         const char *name) MUST_CHECK;
/* Removes the root and everything in it. */
void scratch_root_close(struct scratch_root *root);

#endif
