#include "bootstrap/sandbox/mounts.h"

#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/mount.h and linux/fcntl.h, which not every C library has. */
enum {
    CALL_SETATTR = 442,
    ATTRIBUTE_READ_ONLY = 1,
    WITH_SUBMOUNTS = 0x8000,
    TREE_CLONE = 1,
    FROM_DESCRIPTOR = 4,
    TO_SYMLINKS = 0x10,
};

struct attributes {
    uint64_t set;
    uint64_t clear;
    uint64_t propagation;
    uint64_t user_namespace;
};

/* Taken before the others become read-only, and put over their places after it.
 */
struct trees {
    int fds[MOUNTS_MAX];
    const char *paths[MOUNTS_MAX];
    size_t count;
};

static bool take(struct trees *trees, const char *path, unsigned flags)
{
    int fd = (int)syscall(SYS_open_tree, AT_FDCWD, path,
                          TREE_CLONE | O_CLOEXEC | WITH_SUBMOUNTS | flags);

    if (fd < 0 || trees->count == MOUNTS_MAX)
        return false;
    trees->paths[trees->count] = path;
    trees->fds[trees->count++] = fd;
    return true;
}

static bool take_all(struct trees *trees, const struct mounts *mounts)
{
    const char *end = mounts->paths + mounts->paths_size;

    if (mounts->folder && *mounts->folder &&
        !take(trees, mounts->folder, AT_SYMLINK_NOFOLLOW))
        return false;
    for (const char *at = mounts->paths; at < end; at += strlen(at) + 1)
        if (!take(trees, at, 0))
            return false;
    return true;
}

static bool put_all(const struct trees *trees)
{
    bool ok = true;

    for (size_t i = 0; i < trees->count; i++) {
        ok = ok && syscall(SYS_move_mount, trees->fds[i], "", AT_FDCWD,
                           trees->paths[i], FROM_DESCRIPTOR | TO_SYMLINKS) == 0;
        if (ok)
            (void)close(trees->fds[i]);
    }
    return ok;
}

const char *mounts_apply(const struct mounts *mounts)
{
    const struct attributes sealed = {.set = ATTRIBUTE_READ_ONLY,
                                      .propagation = MS_PRIVATE};
    struct trees trees = {.count = 0};

    if (!mounts->sealed)
        return NULL;
    if (unshare(CLONE_NEWNS) != 0)
        return "cannot create a mount namespace";
    if (!take_all(&trees, mounts))
        return "cannot take a mount of a writable path";
    if (syscall(CALL_SETATTR, AT_FDCWD, "/", WITH_SUBMOUNTS, &sealed,
                sizeof sealed) != 0)
        return "cannot make the mounts read-only";
    if (!put_all(&trees))
        return "cannot keep a path writable";
    return NULL;
}
