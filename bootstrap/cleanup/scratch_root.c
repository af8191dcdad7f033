#include "bootstrap/cleanup/scratch_root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/os/remove_tree.h"
#include "common/clock.h"
#include "common/fd.h"

static const char name_prefix[] = ".dayfly-";
static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

enum {
    LETTERS = 6,
    NAME_SIZE = sizeof name_prefix + LETTERS,
    TRIES = 100,
    REMOVE_US = 100 * 1000, /* at the end, or before a repair */
    STALE_US = 500 * 1000,  /* the platform allows 10 s for the start */
};

static bool choose(char name[NAME_SIZE])
{
    unsigned char random[LETTERS];

    if (getrandom(random, sizeof random, 0) != sizeof random)
        return false;
    memcpy(name, name_prefix, sizeof name_prefix);
    for (size_t i = 0; i < LETTERS; i++)
        name[sizeof name_prefix - 1 + i] = letters[random[i] % 32];
    name[NAME_SIZE - 1] = '\0';
    return true;
}

static bool is_name(const char *name)
{
    size_t words = sizeof name_prefix - 1;

    return !strncmp(name, name_prefix, words) &&
           strlen(name) == NAME_SIZE - 1 &&
           strspn(name + words, letters) == LETTERS;
}

/* Opens and locks a root folder of our user; -1 if it belongs to another user
 * or its bootstrap is running. */
static int lock(int within, const char *name)
{
    struct stat by_fd;
    struct stat by_name;
    int fd =
        openat(within, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    /* Between creation and lock another bootstrap may have removed it. */
    if (fd >= 0 &&
        (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &by_fd) != 0 ||
         by_fd.st_uid != geteuid() ||
         fstatat(within, name, &by_name, AT_SYMLINK_NOFOLLOW) != 0 ||
         by_fd.st_ino != by_name.st_ino || by_fd.st_dev != by_name.st_dev))
        fd_close(&fd);
    return fd;
}

/* Other users may pass through it, but not list it. */
static bool make_ours(struct scratch_root *root, char name[NAME_SIZE])
{
    for (int i = 0; i < TRIES; i++) {
        if (!choose(name))
            return false;
        if (mkdirat(root->parent_fd, name, S_IRWXU | S_IXGRP | S_IXOTH) != 0) {
            if (errno == EEXIST)
                continue;
            return false;
        }
        root->fd = lock(root->parent_fd, name);
        if (root->fd >= 0)
            return fchmod(root->fd, S_IRWXU | S_IXGRP | S_IXOTH) == 0;
    }
    return false;
}

bool scratch_root_open(struct scratch_root *root, const char *within,
                       struct error *err)
{
    char name[NAME_SIZE] = "";

    int64_t most = root->max_bytes;

    *root = (struct scratch_root)SCRATCH_ROOT;
    root->max_bytes = most;
    root->parent_fd = open(within, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = *within == '/' && root->parent_fd >= 0 && make_ours(root, name) &&
              (size_t)snprintf(root->path, sizeof root->path, "%s/%s", within,
                               name) < sizeof root->path;
    if (!ok) {
        (void)error_set_errno(err, "cannot make a private folder in %.256s",
                              within);
        scratch_root_close(root);
    }
    return ok;
}

bool scratch_root_is_held(int within, const char *name)
{
    if (!is_name(name))
        return false;
    AUTO(int, fd_close)
    fd = openat(within, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0;
}

/* True if it belonged to a dead bootstrap and was removed. */
static bool remove_stale(int within, const char *name, int64_t until_us)
{
    struct error err = ERROR_NONE;
    AUTO(int, fd_close) fd = lock(within, name);

    return fd >= 0 && remove_tree(within, name, until_us, &err) == REMOVE_DONE;
}

/* The entries of an open folder, whose own position does not change. NULL: it
 * cannot be read. */
static DIR *entries_of(int folder)
{
    int copy = folder < 0
                   ? -1
                   : openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);

    if (!dir)
        fd_close(&copy);
    return dir;
}

unsigned scratch_root_remove_stale(struct scratch_root *root, int64_t most_us)
{
    int64_t until_us = clock_mono_us() + most_us;
    unsigned count = 0;
    DIR *dir = entries_of(root->parent_fd);

    if (!dir)
        return 0;
    for (struct dirent *e = readdir(dir); e && clock_mono_us() < until_us;
         e = readdir(dir))
        if (is_name(e->d_name) &&
            remove_stale(root->parent_fd, e->d_name, until_us))
            count++;
    (void)closedir(dir);
    return count;
}

static bool is_numbered(const char *name, const uint64_t *numbers, size_t count)
{
    char own[32];

    for (size_t i = 0; i < count; i++) {
        (void)snprintf(own, sizeof own, "%llu", (unsigned long long)numbers[i]);
        if (!strcmp(name, own))
            return true;
    }
    return false;
}

static void remove_stranger(struct scratch_root *root, const char *name,
                            int64_t until_us)
{
    struct error err = ERROR_NONE;

    root->tampered = true;
    if (unlinkat(root->fd, name, 0) != 0)
        (void)!remove_tree(root->fd, name, until_us, &err);
}

void scratch_root_clear(struct scratch_root *root, const uint64_t *numbers,
                        size_t count)
{
    int64_t until_us = clock_mono_us() + REMOVE_US;
    DIR *dir = entries_of(root->fd);

    if (!dir)
        return;
    for (struct dirent *e = readdir(dir); e && clock_mono_us() < until_us;
         e = readdir(dir))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
            !is_numbered(e->d_name, numbers, count))
            remove_stranger(root, e->d_name, until_us);
    (void)closedir(dir);
}

bool scratch_root_begin(struct scratch_root *root, const char *within,
                        struct log *log)
{
    struct error err = ERROR_NONE;

    if (!scratch_root_open(root, within, &err)) {
        log_printf(log, LEVEL_WARN,
                   "dayfly: %s; processes share TMPDIR and HOME "
                   "(if this is intended, set DAYFLY_SCRATCH=off)",
                   err.text);
        return false;
    }
    (void)scratch_root_remove_stale(root, STALE_US);
    return true;
}

void scratch_root_close(struct scratch_root *root)
{
    struct error err = ERROR_NONE;
    const char *name = strrchr(root->path, '/');

    /* The next bootstrap finds what cannot be removed now. */
    if (root->fd >= 0 && name)
        (void)!remove_tree(root->parent_fd, name + 1,
                           clock_mono_us() + REMOVE_US, &err);
    fd_close(&root->fd);
    fd_close(&root->parent_fd);
    root->path[0] = '\0';
}

/* A handler of the same user could have replaced it by a link. */
static bool is_in_place(const struct scratch_root *root)
{
    struct stat by_fd;
    struct stat by_path;

    return fstat(root->fd, &by_fd) == 0 && lstat(root->path, &by_path) == 0 &&
           by_fd.st_ino == by_path.st_ino && by_fd.st_dev == by_path.st_dev;
}

/* The next bootstrap removes the rest of the old one. */
static bool renew(struct scratch_root *root)
{
    char *name = strrchr(root->path, '/') + 1;

    root->tampered = true;
    fd_close(&root->fd);
    return make_ours(root, name);
}

bool scratch_root_keep(struct scratch_root *root)
{
    return is_in_place(root) || renew(root);
}

bool scratch_root_repair(struct scratch_root *root, const char *name)
{
    struct error err = ERROR_NONE;

    root->tampered = true;
    return fchmod(root->fd, S_IRWXU | S_IXGRP | S_IXOTH) == 0 &&
           remove_tree(root->fd, name, clock_mono_us() + REMOVE_US, &err) ==
               REMOVE_DONE;
}
