#include "host/copies/tree_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/compiler.h"
#include "common/fd.h"

enum { DEPTH_MAX = 64, PIECE_BYTES = 256 * 1024 };

/* An entry of a folder, in it and in its copy. */
struct entry {
    int from; /* the folders */
    int to;
    const char *name;
    const char *path; /* of the first one, absolute */
    struct stat is;
};

static bool is_passed_over(const char *name)
{
    static const char *const names[] = {".", "..", ".git", ".hg", ".svn"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static bool fail(const struct entry *entry, const char *what, struct error *err)
{
    return error_set_errno(err, "%s cannot be %s", entry->path, what);
}

/* What vanishes while the folder is read is a change of it. */
static bool fail_read(struct tree_copy *copy, const struct entry *entry,
                      struct error *err)
{
    copy->changed = errno == ENOENT || errno == ELOOP || errno == ENOTDIR;
    return fail(entry, "read", err);
}

static bool count(struct tree_copy *copy, struct error *err)
{
    return ++copy->files <= copy->most_files ||
           error_set(err, "it has more than %d files", copy->most_files);
}

static bool count_bytes(struct tree_copy *copy, int64_t bytes,
                        struct error *err)
{
    copy->bytes += bytes;
    return copy->bytes <= copy->most_bytes ||
           error_set(err, "it has more than %lld MB",
                     (long long)(copy->most_bytes / 1024 / 1024));
}

/* The kernel copies within a file system, other bytes pass through here. */
static ssize_t copy_piece(int from, int to)
{
    char bytes[PIECE_BYTES];
    ssize_t got = copy_file_range(from, NULL, to, NULL, PIECE_BYTES, 0);

    if (got > 0)
        return got;
    got = fd_read(from, bytes, sizeof bytes);
    if (got > 0 && !fd_write_all(to, bytes, (size_t)got))
        return -1;
    return got;
}

static bool copy_bytes(struct tree_copy *copy, const struct entry *entry,
                       int from, int to, struct error *err)
{
    ssize_t got;

    if (entry->is.st_size > 0 && ioctl(to, FICLONE, from) == 0)
        return count_bytes(copy, entry->is.st_size, err);
    while ((got = copy_piece(from, to)) > 0)
        if (!count_bytes(copy, got, err))
            return false;
    return got == 0 || fail(entry, "copied", err);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_ino == b->st_ino &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* An interpreter compares the times of source and compiled files. */
static bool set_times(int fd, const struct stat *is)
{
    const struct timespec times[] = {is->st_atim, is->st_mtim};

    return futimens(fd, times) == 0;
}

static bool copy_file(struct tree_copy *copy, struct entry *entry,
                      struct error *err)
{
    struct stat now;
    AUTO(int, fd_close)
    from = openat(entry->from, entry->name,
                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (from < 0 || fstat(from, &entry->is) != 0)
        return fail_read(copy, entry, err);
    AUTO(int, fd_close)
    to = openat(entry->to, entry->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                S_IRUSR | S_IWUSR);
    if (to < 0)
        return fail(entry, "copied", err);
    if (!copy_bytes(copy, entry, from, to, err))
        return false;
    if (fchmod(to, entry->is.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) != 0 ||
        !set_times(to, &entry->is) || fstat(from, &now) != 0)
        return fail(entry, "copied", err);
    copy->changed = !is_same(&entry->is, &now);
    return !copy->changed;
}

/* The rest of the path if it is in the folder; NULL: it is not. */
static const char *within(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return !strncmp(path, folder, size) &&
                   (path[size] == '/' || path[size] == '\0')
               ? path + size
               : NULL;
}

static bool copy_link(struct tree_copy *copy, const struct entry *entry,
                      struct error *err)
{
    char real[PATH_MAX];
    char target[PATH_MAX];
    const char *rest = NULL;
    bool fits = true;

    if (realpath(entry->path, real)) {
        rest = within(real, copy->from);
        fits = snprintf(target, sizeof target, "%s%s", rest ? copy->to : "",
                        rest ? rest : real) < (int)sizeof target;
    } else {
        ssize_t size =
            readlinkat(entry->from, entry->name, target, sizeof target - 1);
        if (size < 0)
            return fail_read(copy, entry, err);
        target[size] = '\0';
    }
    return (fits && symlinkat(target, entry->to, entry->name) == 0) ||
           fail(entry, "copied", err);
}

static bool copy_folder(struct tree_copy *copy, const struct entry *folder,
                        int depth, struct error *err);

static bool copy_entry(struct tree_copy *copy, struct entry *entry, int depth,
                       struct error *err)
{
    if (fstatat(entry->from, entry->name, &entry->is, AT_SYMLINK_NOFOLLOW) != 0)
        return fail_read(copy, entry, err);
    switch (entry->is.st_mode & S_IFMT) {
    case S_IFREG:
        return count(copy, err) && copy_file(copy, entry, err);
    case S_IFLNK:
        return count(copy, err) && copy_link(copy, entry, err);
    case S_IFDIR:
        return count(copy, err) && copy_folder(copy, entry, depth + 1, err);
    default:
        return true;
    }
}

static bool copy_entries(struct tree_copy *copy, const struct entry *folder,
                         DIR *dir, int to, int depth, struct error *err)
{
    const struct dirent *each;

    while ((each = readdir(dir))) {
        char path[PATH_MAX];
        if (is_passed_over(each->d_name))
            continue;
        if (snprintf(path, sizeof path, "%s/%s", folder->path, each->d_name) >=
            (int)sizeof path)
            return error_set(err, "its paths are too long");
        struct entry entry = {
            .from = dirfd(dir), .to = to, .name = each->d_name, .path = path};
        if (!copy_entry(copy, &entry, depth, err))
            return false;
    }
    return true;
}

/* The copy is removed one day, whatever the mode of the folder. */
static bool copy_folder(struct tree_copy *copy, const struct entry *folder,
                        int depth, struct error *err)
{
    if (depth > DEPTH_MAX)
        return error_set(err, "it has more than %d folders in each other",
                         DEPTH_MAX);
    if (mkdirat(folder->to, folder->name, S_IRWXU) != 0)
        return fail(folder, "copied", err);
    AUTO(int, fd_close)
    to = openat(folder->to, folder->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int from = openat(folder->from, folder->path,
                      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = from < 0 ? NULL : fdopendir(from);
    if (!dir || to < 0) {
        fd_close(&from);
        return fail_read(copy, folder, err);
    }
    bool ok = copy_entries(copy, folder, dir, to, depth, err);
    (void)closedir(dir);
    if (ok && (fchmod(to, (folder->is.st_mode & (S_IRWXG | S_IRWXO)) |
                              S_IRWXU) != 0 ||
               !set_times(to, &folder->is)))
        ok = fail(folder, "copied", err);
    return ok;
}

/* Only regular files have bytes that are copied. */
static bool measure(struct tree_copy *copy, const char *folder, int depth,
                    struct error *err)
{
    DIR *dir = opendir(folder);
    const struct dirent *each;
    bool ok = true;

    while (ok && dir && (each = readdir(dir))) {
        char path[PATH_MAX];
        struct stat is;
        if (is_passed_over(each->d_name) ||
            snprintf(path, sizeof path, "%s/%s", folder, each->d_name) >=
                (int)sizeof path ||
            lstat(path, &is) != 0)
            continue;
        ok = count(copy, err) &&
             (!S_ISREG(is.st_mode) || count_bytes(copy, is.st_size, err));
        if (ok && S_ISDIR(is.st_mode) && depth < DEPTH_MAX)
            ok = measure(copy, path, depth + 1, err);
    }
    if (dir)
        (void)closedir(dir);
    return ok;
}

bool tree_copy_fits(const struct tree_copy *copy, struct error *err)
{
    struct tree_copy all = *copy;

    return measure(&all, copy->from, 0, err);
}

bool tree_copy_make(struct tree_copy *copy, struct error *err)
{
    struct entry root = {
        .from = AT_FDCWD, .to = AT_FDCWD, .name = copy->to, .path = copy->from};

    copy->changed = false;
    if (stat(copy->from, &root.is) != 0)
        return fail_read(copy, &root, err);
    return copy_folder(copy, &root, 0, err);
}
