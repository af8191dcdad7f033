#include "common/function/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "common/fd.h"

enum { READ_BYTES = 4096 };

int text_file_open(const char *path, struct error *err)
{
    AUTO(int, fd_close)
    fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    bool absent = fd < 0 && (errno == ENOENT || errno == ENOTDIR);
    struct stat st;

    if (absent && lstat(path, &st) != 0)
        return -1;
    if (absent)
        errno = ENOENT;
    if (fd < 0 || fstat(fd, &st) != 0)
        (void)error_set_errno(
            err, "%s cannot be read; make it readable or remove it", path);
    else if (!S_ISREG(st.st_mode))
        (void)error_set(err,
                        "%s is not a regular file; put one there or "
                        "remove it",
                        path);
    else
        return fd_take(&fd);
    return -1;
}

bool text_file_read(int fd, const char *path, struct buf *text,
                    struct error *err)
{
    ssize_t got = 1;

    while (got > 0 && text->size < text->max) {
        size_t room = text->max - text->size;
        if (room > READ_BYTES)
            room = READ_BYTES;
        if (!buf_reserve(text, room))
            return error_set(err, "no memory for %s", path);
        got = fd_read(fd, buf_tail(text), room);
        if (got < 0)
            return error_set_errno(err, "cannot read %s", path);
        buf_commit(text, (size_t)got);
    }
    return true;
}
