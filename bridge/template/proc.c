#include "bridge/template/proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>

#include "bridge/template/system_call.h"
#include "bridge/template/text.h"

static char *append(char *at, const char *text)
{
    size_t length = text_length(text);
    memcpy(at, text, length + 1);
    return at + length;
}

struct proc_path proc_path(const char *before, int number, const char *after)
{
    struct proc_path path;
    struct line digits = {.length = 0};
    line_add_number(&digits, (unsigned long)number, 10);
    char *at = append(path.text, before);
    at = append(at, digits.text);
    append(at, after);
    return path;
}

int proc_open(const char *path)
{
    int flags = O_RDONLY | O_CLOEXEC;
    int fd = (int)SYS(SYS_openat, AT_FDCWD, path, flags);
    if (fd == -EACCES && SYS(SYS_prctl, PR_GET_DUMPABLE) == 0) {
        SYS(SYS_prctl, PR_SET_DUMPABLE, 1);
        fd = (int)SYS(SYS_openat, AT_FDCWD, path, flags);
        SYS(SYS_prctl, PR_SET_DUMPABLE, 0);
    }
    return fd;
}

bool proc_lines_open(struct proc_lines *lines, const char *path)
{
    lines->fd = proc_open(path);
    lines->from = lines->to = 0;
    lines->failed = false;
    return lines->fd >= 0;
}

/* The LF of the first whole line, or NULL. */
static char *find_end(struct proc_lines *lines)
{
    for (size_t i = lines->from; i < lines->to; i++) {
        if (lines->bytes[i] == '\n')
            return lines->bytes + i;
    }
    return NULL;
}

/* Returns false at the end of the file and after a failure. */
static bool read_more(struct proc_lines *lines)
{
    size_t unread = lines->to - lines->from;
    memmove(lines->bytes, lines->bytes + lines->from, unread);
    lines->from = 0;
    lines->to = unread;
    size_t room = sizeof lines->bytes - unread;
    long got = 0;
    if (room)
        do
            got = SYS(SYS_read, lines->fd, lines->bytes + unread, room);
        while (got == -EINTR);
    if (got < 0 || !room || (got == 0 && unread))
        lines->failed = true;
    if (got <= 0)
        return false;
    lines->to += (size_t)got;
    return true;
}

char *proc_lines_next(struct proc_lines *lines)
{
    for (;;) {
        char *end = find_end(lines);
        if (end) {
            char *line = lines->bytes + lines->from;
            *end = 0;
            lines->from = (size_t)(end - lines->bytes) + 1;
            return line;
        }
        if (!read_more(lines))
            return NULL;
    }
}

void proc_lines_close(struct proc_lines *lines)
{
    SYS(SYS_close, lines->fd);
}

/* Adds the numbers of one buffer of entries; returns how many there are now. */
static int add_numbers(const char *entries, long size, int fd, int *numbers,
                       int count, int most)
{
    for (long at = 0; at < size;) {
        const struct dirent64 *entry = (const void *)(entries + at);
        const char *name = entry->d_name;
        at += entry->d_reclen;
        if (*name < '0' || *name > '9')
            continue;
        int number = (int)text_number(&name, 10);
        if (number == fd)
            continue;
        if (count < most)
            numbers[count] = number;
        if (count <= most)
            count++;
    }
    return count;
}

int proc_numbers(const char *path, int *numbers, int most)
{
    _Alignas(struct dirent64) char entries[2048] = {0};
    int fd = proc_open(path);
    if (fd < 0)
        return fd;
    int count = 0;
    long size;
    while ((size = SYS(SYS_getdents64, fd, entries, sizeof entries)) > 0)
        count = add_numbers(entries, size, fd, numbers, count, most);
    SYS(SYS_close, fd);
    return size < 0 ? (int)size : count;
}
