#include "host/runtime/runtime_family.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/base/text_words.h"

enum { PROCESSES_MAX = 1 << 16, PASSES_MAX = 64 };

struct process {
    pid_t pid;
    pid_t parent;
    pid_t session;
    bool is_member;
};

enum holding { HOLDS, HOLDS_NOT, UNREADABLE };

static bool is_socket(int folder, const char *name, unsigned long inode)
{
    char found[64];
    char wanted[64];
    ssize_t size = readlinkat(folder, name, found, sizeof found - 1);

    found[size > 0 ? size : 0] = '\0';
    (void)snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    return !strcmp(found, wanted);
}

static enum holding process_holds(pid_t pid, unsigned long inode)
{
    char path[40];
    enum holding holding = HOLDS_NOT;
    const struct dirent *entry;

    (void)snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
    DIR *folder = opendir(path);
    if (!folder)
        return errno == EACCES || errno == EPERM ? UNREADABLE : HOLDS_NOT;
    while (holding == HOLDS_NOT && (entry = readdir(folder)))
        if (is_socket(dirfd(folder), entry->d_name, inode))
            holding = HOLDS;
    (void)closedir(folder);
    return holding;
}

/* New sockets get the user that the process has for files: the fourth. */
static bool has_user(pid_t pid, uid_t user)
{
    char path[40];
    char text[2048];

    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    (void)fd_read_file(path, text, sizeof text);
    const char *row = strstr(text, "\nUid:");
    return row && strtoul(text_word_at(row + 5, 3), NULL, 10) == user;
}

static bool member_holds(pid_t pid, unsigned long inode, uid_t user)
{
    enum holding holding = process_holds(pid, inode);

    return holding == HOLDS || (holding == UNREADABLE && has_user(pid, user));
}

static bool read_process(const char *name, struct process *process)
{
    char path[40];
    char text[512];

    if (name[strspn(name, "0123456789")] != '\0')
        return false;
    (void)snprintf(path, sizeof path, "/proc/%.10s/stat", name);
    (void)fd_read_file(path, text, sizeof text);
    /* The name before may have blanks and brackets. After it: state, parent,
     * group, session. */
    const char *end = strrchr(text, ')');
    if (!end)
        return false;
    *process = (struct process){
        .pid = (pid_t)strtol(name, NULL, 10),
        .parent = (pid_t)strtol(text_word_at(end + 1, 1), NULL, 10),
        .session = (pid_t)strtol(text_word_at(end + 1, 3), NULL, 10)};
    return true;
}

/* struct process after struct process. */
static struct buf read_processes(void)
{
    struct buf list = BUF(PROCESSES_MAX * sizeof(struct process));
    DIR *folder = opendir("/proc");
    const struct dirent *entry;
    struct process process;

    while (folder && (entry = readdir(folder)))
        if (read_process(entry->d_name, &process) &&
            !buf_add(&list, (const char *)&process, sizeof process))
            break;
    if (folder)
        (void)closedir(folder);
    return list;
}

static int compare(const void *one, const void *other)
{
    const struct process *a = one;
    const struct process *b = other;

    return (a->pid > b->pid) - (a->pid < b->pid);
}

static bool has_member(const struct process *all, size_t count, pid_t pid)
{
    const struct process wanted = {.pid = pid};
    const struct process *found =
        bsearch(&wanted, all, count, sizeof wanted, compare);

    return found && found->is_member;
}

/* Parents mostly come before their children, so a few passes find all. */
static void mark_members(struct process *all, size_t count, pid_t leader)
{
    bool found = true;

    for (int pass = 0; found && pass < PASSES_MAX; pass++) {
        found = false;
        for (size_t i = 0; i < count; i++) {
            if (all[i].is_member ||
                (all[i].pid != leader && all[i].session != leader &&
                 !has_member(all, count, all[i].parent)))
                continue;
            all[i].is_member = true;
            found = true;
        }
    }
}

bool runtime_family_holds(pid_t leader, unsigned long inode, uid_t user)
{
    if (member_holds(leader, inode, user))
        return true;
    AUTO(struct buf, buf_free) list = read_processes();
    struct process *all = (struct process *)(size_t)list.data;
    size_t count = list.size / sizeof *all;
    qsort(all, count, sizeof *all, compare);
    mark_members(all, count, leader);
    for (size_t i = 0; i < count; i++)
        if (all[i].is_member && member_holds(all[i].pid, inode, user))
            return true;
    return false;
}

bool runtime_family_has(pid_t leader, pid_t pid)
{
    char name[16];
    struct process process = {.parent = pid};

    if (leader <= 0 || pid <= 0)
        return false;
    /* Without /proc, which can be another PID namespace's. */
    if (pid == leader || getsid(pid) == leader)
        return true;
    for (int i = 0; i < PASSES_MAX && process.parent > 0; i++) {
        (void)snprintf(name, sizeof name, "%ld", (long)process.parent);
        if (!read_process(name, &process))
            return false;
        if (process.pid == leader || process.session == leader)
            return true;
    }
    return false;
}

pid_t process_of_socket(unsigned long inode)
{
    AUTO(struct buf, buf_free) list = read_processes();
    const struct process *all = (const void *)list.data;

    for (size_t i = 0; i < list.size / sizeof *all; i++)
        if (process_holds(all[i].pid, inode) == HOLDS)
            return all[i].pid;
    return 0;
}
