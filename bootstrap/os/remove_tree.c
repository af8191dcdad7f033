#include "bootstrap/os/remove_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"

enum { MOUNTS_MAX = 1000 }; /* on one mount point */

/* The state of one call. Nested folders are moved up into `root`, so paths stay
 * short and at most two folders are open. */
struct work {
    int root;
    int64_t until_us;
    unsigned moved;
    bool late;
    bool progress;
    struct error *why;
};

/* Opens without following links or entering mounts. Before Linux 5.6, or if
 * openat2 is forbidden, it detects another file system but not a bind mount. */
static int open_inside(int at, const char *name, int flags)
{
    const struct open_how how = {
        .flags = (unsigned)(flags | O_NOFOLLOW | O_CLOEXEC | O_DIRECTORY),
        .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH};
    struct stat here;
    struct stat there;

    int fd = (int)syscall(SYS_openat2, at, name, &how, sizeof how);
    if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
        return fd;
    fd = openat(at, name, (int)how.flags);
    if (fd >= 0 && (fstat(at, &here) != 0 || fstat(fd, &there) != 0 ||
                    here.st_dev != there.st_dev)) {
        fd_close(&fd);
        errno = EXDEV;
    }
    return fd;
}

/* The path of a folder's entry, for calls without an `at` argument. */
static void path_of(int at, const char *name, char path[NAME_MAX + 64])
{
    (void)snprintf(path, NAME_MAX + 64, "/proc/self/fd/%d/%s", at, name);
}

/* Folders only: a file may have a hard link outside. */
static void make_folder_writable(int at, const char *name)
{
    AUTO(int, fd_close) fd = open_inside(at, name, O_PATH);
    char path[64];

    if (fd < 0)
        return;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    (void)chmod(path, S_IRWXU);
}

static void clear_flags(int fd)
{
    int flags = 0;

    if (ioctl(fd, FS_IOC_GETFLAGS, &flags) != 0)
        return;
    flags &= ~(FS_IMMUTABLE_FL | FS_APPEND_FL);
    (void)ioctl(fd, FS_IOC_SETFLAGS, &flags);
}

/* Clears flags and modes that prevent unlinking or moving an entry. */
static void make_removable(int at, const char *name)
{
    AUTO(int, fd_close)
    fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    clear_flags(at);
    (void)fchmod(at, S_IRWXU);
    if (fd >= 0)
        clear_flags(fd);
    make_folder_writable(at, name);
}

/* Detaches all mounts on the entry. */
static void detach(int at, const char *name)
{
    char path[NAME_MAX + 64];

    path_of(at, name, path);
    for (int i = 0; i < MOUNTS_MAX; i++)
        if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) != 0)
            return;
}

static int open_folder(int at, const char *name)
{
    int fd = open_inside(at, name, O_RDONLY);

    if (fd < 0 && errno == EXDEV)
        detach(at, name);
    else if (fd < 0 && (errno == EACCES || errno == EPERM))
        make_removable(at, name);
    else
        return fd;
    return open_inside(at, name, O_RDONLY);
}

/* Removes an entry; ENOTEMPTY if it is a folder with entries. */
static bool unlink_entry(int at, const char *name)
{
    if (unlinkat(at, name, 0) == 0)
        return true;
    return errno == EISDIR && unlinkat(at, name, AT_REMOVEDIR) == 0;
}

static bool remove_entry(int at, const char *name)
{
    if (unlink_entry(at, name))
        return true;
    if (errno == EBUSY)
        detach(at, name);
    else if (errno == EACCES || errno == EPERM)
        make_removable(at, name);
    else
        return errno == ENOENT;
    return unlink_entry(at, name) || errno == ENOENT;
}

static bool move_up(struct work *w, int from, const char *name)
{
    char new_name[64];

    (void)snprintf(new_name, sizeof new_name, ".%lld-%u",
                   (long long)w->until_us, w->moved++);
    return renameat(from, name, w->root, new_name) == 0;
}

static void note_failure(struct work *w, const char *name)
{
    (void)error_set_errno(w->why, "%.255s", name);
}

/* Calls it for each entry until the deadline. */
static void for_each(struct work *w, int folder,
                     void (*action)(struct work *w, int at, const char *name))
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);

    if (!dir) {
        note_failure(w, ".");
        fd_close(&copy);
        return;
    }
    for (struct dirent *e = readdir(dir); e && !w->late; e = readdir(dir)) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        action(w, folder, e->d_name);
        w->late = clock_mono_us() >= w->until_us;
    }
    (void)closedir(dir);
}

static void remove_or_move(struct work *w, int at, const char *name)
{
    bool done = remove_entry(at, name);

    if (!done && (errno == ENOTEMPTY || errno == EEXIST)) {
        done = move_up(w, at, name);
        if (!done && (errno == EACCES || errno == EPERM)) {
            make_removable(at, name);
            done = move_up(w, at, name);
        } else if (!done && errno == EBUSY) {
            detach(at, name);
            done = move_up(w, at, name);
        }
    }
    if (done)
        w->progress = true;
    else
        note_failure(w, name);
}

/* Removes `root` itself. */
static void flatten(struct work *w, int at, const char *name)
{
    if (remove_entry(at, name)) {
        w->progress = true;
        return;
    }
    if (errno != ENOTEMPTY && errno != EEXIST) {
        note_failure(w, name);
        return;
    }
    AUTO(int, fd_close) folder = open_folder(at, name);
    if (folder < 0) {
        note_failure(w, name);
        return;
    }
    for_each(w, folder, remove_or_move);
    if (remove_entry(at, name))
        w->progress = true;
}

enum remove_result remove_tree(int at, const char *name, int64_t until_us,
                               struct error *f)
{
    struct error why = ERROR_NONE;
    struct work w = {.until_us = until_us, .why = &why};

    if (remove_entry(at, name))
        return REMOVE_DONE;
    AUTO(int, fd_close) root = open_folder(at, name);
    if (root < 0) {
        bool gone = errno == ENOENT;
        (void)error_set_errno(f, "it cannot be opened");
        return gone ? REMOVE_DONE : REMOVE_FAILED;
    }
    w.root = root;
    do {
        w.progress = false;
        why.text[0] = '\0';
        for_each(&w, root, flatten);
        if (remove_entry(at, name))
            return REMOVE_DONE;
    } while (w.progress && !w.late);
    if (w.late)
        return REMOVE_PARTIAL;
    (void)error_set(f, "%s", *why.text ? why.text : "it is not empty");
    return REMOVE_FAILED;
}
