#include "host/static/static_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"

/* Longer than the longest tick of the clock that stamps files. */
enum { TICK_US = 20000 };

static const int how_to_open = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

/* Part by part, without any link. */
static int open_parts(int root, const char *name)
{
    int at = fcntl(root, F_DUPFD_CLOEXEC, 0);
    char part[NAME_MAX + 1];

    while (at >= 0 && *name) {
        size_t size = strcspn(name, "/");
        const char *rest = name + size + strspn(name + size, "/");
        if (size >= sizeof part) {
            fd_close(&at);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(part, name, size);
        part[size] = '\0';
        int next =
            openat(at, part,
                   (*rest ? O_PATH | O_DIRECTORY | O_CLOEXEC : how_to_open) |
                       O_NOFOLLOW);
        int error = errno;
        fd_close(&at);
        errno = error;
        at = next;
        name = rest;
    }
    return at;
}

static int open_beneath(int root, const char *name)
{
    const struct open_how how = {.flags = (uint64_t)how_to_open,
                                 .resolve =
                                     RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    int fd = -1;

    if (!*name)
        return fcntl(root, F_DUPFD_CLOEXEC, 0);
    do
        fd = (int)syscall(SYS_openat2, root, name, &how, sizeof how);
    while (fd < 0 && (errno == EAGAIN || errno == EINTR));
    return fd < 0 && (errno == ENOSYS || errno == EPERM)
               ? open_parts(root, name)
               : fd;
}

static int64_t ns_of(const struct timespec *t)
{
    return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static void take_status(struct static_file *file, const struct stat *is)
{
    file->size = (uint64_t)is->st_size;
    file->changed_s = is->st_mtim.tv_sec;
    file->changed_ns = ns_of(&is->st_mtim);
    file->status_ns = ns_of(&is->st_ctim);
    file->inode = is->st_ino;
    file->is_settled = file->status_ns / 1000 <= clock_stamp_us() - TICK_US;
}

enum static_found static_file_open(struct static_file *file, const char *folder,
                                   const char *name)
{
    AUTO(int, fd_close)
    root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct stat is = {.st_mode = 0};

    *file = (struct static_file){.fd = -1};
    if (root < 0)
        return STATIC_NONE;
    file->fd = open_beneath(root, name);
    if (file->fd < 0)
        return errno == EACCES ? STATIC_DENIED : STATIC_NONE;
    if (fstat(file->fd, &is) == 0 && S_ISREG(is.st_mode)) {
        take_status(file, &is);
        return STATIC_FILE;
    }
    fd_close(&file->fd);
    return S_ISDIR(is.st_mode) ? STATIC_FOLDER : STATIC_NONE;
}

void static_file_tag(const struct static_file *file, char tag[STATIC_TAG_SIZE],
                     const char *end)
{
    *tag = '\0';
    if (file->is_settled)
        (void)snprintf(tag, STATIC_TAG_SIZE, "\"%llx-%llx-%llx%.*s\"",
                       (unsigned long long)file->inode,
                       (unsigned long long)file->size,
                       (unsigned long long)file->status_ns ^
                           (unsigned long long)file->changed_ns << 20,
                       STATIC_TAG_END_SIZE, end);
}
