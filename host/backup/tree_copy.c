#include "host/backup/tree_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

enum { PIECE_BYTES = 64 * 1024 };

/* 0: nothing to copy, or it is there. 1: copied. -1: errno says why not. */
static int copy_bytes(const char *from, const char *to, mode_t mode)
{
    char bytes[PIECE_BYTES];
    ssize_t size;
    AUTO(int, fd_close)
    in = open(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (in < 0)
        return errno == ENOENT ? 0 : -1;
    AUTO(int, fd_close)
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return errno == EEXIST ? 0 : -1;
    while ((size = fd_read(in, bytes, sizeof bytes)) > 0)
        if (!fd_write_all(out, bytes, (size_t)size))
            return -1;
    return size < 0 || fchmod(out, mode & 07777) != 0 ? -1 : 1;
}

static int copy_file(const char *from, const char *to, mode_t mode,
                     enum tree_copy how)
{
    if (how == TREE_COPY_BYTES)
        return copy_bytes(from, to, mode);
    if (link(from, to) == 0)
        return 1;
    if (errno == ENOENT || errno == EEXIST)
        return 0;
    return copy_bytes(from, to, mode);
}

static int copy_link(const char *from, const char *to)
{
    char target[PATH_MAX];
    ssize_t size = readlink(from, target, sizeof target - 1);

    if (size < 0)
        return errno == ENOENT ? 0 : -1;
    target[size] = '\0';
    if (symlink(target, to) == 0)
        return 1;
    return errno == EEXIST ? 0 : -1;
}

static int take(const FTSENT *one, const char *to, enum tree_copy how)
{
    mode_t mode = one->fts_statp->st_mode;

    switch (one->fts_info) {
    case FTS_D:
        return mkdir(to, 0700) == 0 || errno == EEXIST ? 0 : -1;
    case FTS_DP:
        return chmod(to, mode & 07777) == 0 ? 0 : -1;
    case FTS_F:
        return copy_file(one->fts_accpath, to, mode, how);
    case FTS_SL:
    case FTS_SLNONE:
        return copy_link(one->fts_accpath, to);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        errno = one->fts_errno;
        return errno == ENOENT ? 0 : -1;
    default:
        return 0;
    }
}

bool tree_copy(const char *from, const char *to, enum tree_copy how,
               size_t *files, struct error *err)
{
    char path[PATH_MAX];
    char root[PATH_MAX];
    char *const roots[] = {root, NULL};
    FTSENT *one;
    bool ok = true;

    (void)snprintf(root, sizeof root, "%s", from);
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    if (!tree)
        return error_set_errno(err, "cannot read %s", from);
    while (ok && (one = fts_read(tree)) != NULL) {
        int done = -1;
        errno = ENAMETOOLONG;
        if (snprintf(path, sizeof path, "%s%s", to,
                     one->fts_path + strlen(root)) < (int)sizeof path)
            done = take(one, path, how);
        if (done < 0)
            ok = error_set_errno(err, "cannot copy %s to %s", one->fts_path,
                                 path);
        *files += done > 0 ? 1 : 0;
    }
    (void)fts_close(tree);
    return ok;
}
