/* mounts.h - mounts of its own for a process, read-only except some paths.
 *
 * Landlock does not restrict modes, times and owners of files: whoever owns a
 * file can write words into them, which the next event reads. On a read-only
 * mount nobody can (EROFS). */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_MOUNTS_H
#define DAYFLY_BOOTSTRAP_SANDBOX_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

enum { MOUNTS_MAX = 64 };

struct mounts {
    bool sealed;        /* false: the process keeps its parent's */
    const char *folder; /* stays writable; NULL or "": none. Borrowed */
    const char *paths;  /* these as well: words that end in NUL each.
                           Borrowed */
    size_t paths_size;  /* with the NULs; at most MOUNTS_MAX - 1 words */
};

/* Call it in the child, with the right to mount. Only system calls. NULL on
 * success; otherwise the step that failed, with errno set. */
const char *mounts_apply(const struct mounts *mounts);

#endif
