#include "host/crypto/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

enum { READ_BYTES = 4096 };

static void folder_of(const char *path, char folder[PATH_MAX])
{
    const char *slash = strrchr(path, '/');

    (void)snprintf(folder, PATH_MAX, "%.*s",
                   slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
}

/* Root writes for the owner of the folder, as for the host that serves it. */
static bool is_for_owner(const char *path, uid_t *user, gid_t *group)
{
    struct stat st;
    char folder[PATH_MAX];

    folder_of(path, folder);
    if (geteuid() != 0 || stat(folder, &st) != 0 || st.st_uid == 0)
        return false;
    *user = st.st_uid;
    *group = st.st_gid;
    return true;
}

static bool check(int fd, const char *path, struct error *err)
{
    uid_t user = 0;
    gid_t group;

    struct stat st;

    if (fstat(fd, &st) != 0)
        return error_set_errno(err, "cannot read %s", path);
    if (!S_ISREG(st.st_mode))
        return error_set(err, "%s is not a file", path);
    if (st.st_uid != 0 && st.st_uid != geteuid() &&
        !(is_for_owner(path, &user, &group) && st.st_uid == user))
        return error_set(err,
                         "%s has secrets in it and belongs to another user "
                         "(uid %u); it must be yours",
                         path, (unsigned)st.st_uid);
    if ((st.st_mode & 077) != 0)
        return error_set(err,
                         "%s has secrets in it and other users can open it "
                         "(mode %04o); run: chmod 600 %s",
                         path, (unsigned)st.st_mode & 07777, path);
    return true;
}

bool private_file_read(struct buf *text, const char *path, bool *exists,
                       struct error *err)
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = -1;

    *exists = fd >= 0;
    if (fd < 0 && errno == ENOENT)
        return true;
    if (fd < 0)
        return error_set_errno(err, "cannot read %s", path);
    if (!check(fd, path, err))
        return false;
    while (buf_reserve(text, READ_BYTES) &&
           (got = fd_read(fd, buf_tail(text), READ_BYTES)) > 0)
        buf_commit(text, (size_t)got);
    if (got > 0)
        return error_set(err, "%s is too large", path);
    if (got < 0)
        return error_set_errno(err, "cannot read %s", path);
    return !memchr(text->data, '\0', text->size) ||
           error_set(err, "%s is not a text file", path);
}

static bool write_new(const char *path, const struct buf *text)
{
    uid_t user;
    gid_t group;
    AUTO(int, fd_close)
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0 && is_for_owner(path, &user, &group) &&
        fchown(fd, user, group) != 0)
        return false;
    return fd >= 0 && fd_write_all(fd, text->data, text->size) &&
           fsync(fd) == 0;
}

static bool sync_folder_of(const char *path)
{
    char folder[PATH_MAX];

    folder_of(path, folder);
    AUTO(int, fd_close) fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

bool private_file_write(const struct buf *text, const char *path,
                        struct error *err)
{
    char aside[PATH_MAX];

    (void)snprintf(aside, sizeof aside, "%.*s.new", PATH_MAX - 8, path);
    (void)unlink(aside);
    if (write_new(aside, text) && rename(aside, path) == 0 &&
        sync_folder_of(path))
        return true;
    (void)error_set_errno(err, "cannot write %s", path);
    (void)unlink(aside);
    return false;
}
