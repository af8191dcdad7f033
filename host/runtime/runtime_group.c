#include "host/runtime/runtime_group.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"

enum {
    TEXT_MAX = 4096,
    NICE_MOST = 19,
    MOVES_MAX = 8, /* passes: processes may start meanwhile */
};

static const char root[] = "/sys/fs/cgroup";
static const char prefix[] = "dayfly-";
/* All functions together get as much under contention as one process for each
 * CPU; within that they share in proportion to their memory. */
static const char all[] = "functions.dayfly";

struct group {
    char base[PATH_MAX - 128]; /* in which it is made */
    char path[PATH_MAX - 64];
};

static bool write_text(const char *folder, const char *file, const char *text)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/%s", folder, file);
    AUTO(int, fd_close) fd = open(path, O_WRONLY | O_CLOEXEC);
    return fd >= 0 && fd_write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static bool write_number(const char *folder, const char *file, long long number)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%lld", number);
    return write_text(folder, file, text);
}

static void give(const char *folder, const char *file, uid_t user)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%.*s%s%s", PATH_MAX - 64, folder,
                   *file ? "/" : "", file);
    (void)!chown(path, user, user);
}

/* Our group, from a line of /proc/self/cgroup: "4:memory:/x", and for version 2
 * "0::/x". */
static bool find_base(const char *controller, struct group *g)
{
    char text[TEXT_MAX + 1] = "";
    char wanted[32];
    char *rest;

    (void)snprintf(wanted, sizeof wanted, ":%s:", controller);
    (void)fd_read_file("/proc/self/cgroup", text, sizeof text);
    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *at = strstr(line, wanted);
        if (at)
            return snprintf(g->base, sizeof g->base, "%s%s%s%s", root,
                            *controller ? "/" : "", controller,
                            at + strlen(wanted)) < (int)sizeof g->base;
    }
    return false;
}

static bool has_ended(const char *name)
{
    char proc[32];
    char *end;
    long pid;

    if (strncmp(name, prefix, strlen(prefix)) != 0)
        return false;
    pid = strtol(name + strlen(prefix), &end, 10);
    (void)snprintf(proc, sizeof proc, "/proc/%ld", pid);
    return pid > 0 && !*end && access(proc, F_OK) != 0;
}

/* With the groups in it. Those that have processes stay. */
static void remove_group(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            (void)unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
    if (dir)
        (void)closedir(dir);
    (void)rmdir(path);
}

static void remove_ended(const char *base)
{
    DIR *dir = opendir(base);
    const struct dirent *entry;
    char path[PATH_MAX];

    while (dir && (entry = readdir(dir))) {
        if (!has_ended(entry->d_name))
            continue;
        (void)snprintf(path, sizeof path, "%.*s/%.64s", PATH_MAX - 96, base,
                       entry->d_name);
        remove_group(path);
    }
    if (dir)
        (void)closedir(dir);
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0755) == 0 || errno == EEXIST;
}

/* The group of all functions. file: for the share of all, or NULL. */
static bool make_all(struct group *g, const char *file, long one)
{
    size_t size = strlen(g->base);

    if (snprintf(g->base + size, sizeof g->base - size, "/%s", all) >=
            (int)(sizeof g->base - size) ||
        !make_folder(g->base))
        return false;
    if (file)
        (void)write_number(g->base, file, one * sysconf(_SC_NPROCESSORS_ONLN));
    return true;
}

static bool make(struct group *g)
{
    remove_ended(g->base);
    (void)snprintf(g->path, sizeof g->path, "%.*s/%s%ld", PATH_MAX - 128,
                   g->base, prefix, (long)getpid());
    return make_folder(g->path);
}

long runtime_group_weight(long memory_mb, long one, long least, long most)
{
    long weight = memory_mb * one / RUNTIME_GROUP_CPU_MB;

    return weight < least ? least : weight > most ? most : weight;
}

int runtime_group_nice(long memory_mb)
{
    long share = RUNTIME_GROUP_CPU_MB * 1000L;
    int nice = 0;

    while (nice < NICE_MOST && share * 9 / 10 > memory_mb * 1000) {
        share = share * 4 / 5;
        nice++;
    }
    return nice;
}

static long long bytes_of(long mb)
{
    return (long long)mb * 1024 * 1024;
}

/* In version 1 each kind has a tree of its own, and the user may make groups
 * in those folders that it owns. The share of the CPU is by nice values:
 * between groups of version 1 a function that has rested would wait for its
 * turn. */
static void enter_v1(uid_t user, long memory_mb, long limit_mb)
{
    static const char *const kinds[] = {"memory", "pids"};
    struct group g;

    (void)setpriority(PRIO_PROCESS, 0, runtime_group_nice(memory_mb));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!find_base(kinds[i], &g) || !make_all(&g, NULL, 0) || !make(&g))
            continue;
        if (!strcmp(kinds[i], "memory") && limit_mb > 0) {
            (void)write_number(g.path, "memory.limit_in_bytes",
                               bytes_of(limit_mb));
            (void)write_number(g.path, "memory.memsw.limit_in_bytes",
                               bytes_of(limit_mb));
        }
        if (write_text(g.path, "tasks", "0"))
            give(g.path, "", user);
        else
            (void)rmdir(g.path);
    }
}

static bool allow_within(const char *group)
{
    (void)write_text(group, "cgroup.subtree_control", "+cpu");
    return write_text(group, "cgroup.subtree_control", "+memory +pids");
}

static void move_all(const char *from, const char *to)
{
    char path[PATH_MAX];
    char text[TEXT_MAX + 1] = "";
    char *rest;

    (void)snprintf(path, sizeof path, "%s/cgroup.procs", from);
    (void)fd_read_file(path, text, sizeof text);
    for (char *pid = strtok_r(text, "\n", &rest); pid;
         pid = strtok_r(NULL, "\n", &rest))
        (void)write_text(to, "cgroup.procs", pid);
}

/* The topmost group of a container holds its processes, and none that does can
 * have limited groups in it. */
static void empty_top(const char *top)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/dayfly-keepers", top);
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        return;
    for (int i = 0; i < MOVES_MAX && !allow_within(top); i++)
        move_all(top, path);
}

/* In version 2 it is made beside ours. The process is in a group within, since
 * one that has processes can have no limited groups in it. */
static void enter_v2(uid_t user, long memory_mb, long limit_mb)
{
    static const char *const files[] = {"", "cgroup.procs",
                                        "cgroup.subtree_control"};
    char own[PATH_MAX];
    struct group g;

    if (!find_base("", &g))
        return;
    char *slash = strrchr(g.base, '/');
    bool top = slash == g.base + strlen(root) && !slash[1];
    *slash = '\0';
    if (!allow_within(g.base) && errno == EBUSY && top)
        empty_top(g.base);
    if (!make_all(&g, "cpu.weight", 100))
        return;
    (void)allow_within(g.base);
    if (!make(&g))
        return;
    (void)write_number(g.path, "cpu.weight",
                       runtime_group_weight(memory_mb, 100, 1, 10000));
    if (limit_mb > 0) {
        (void)write_number(g.path, "memory.max", bytes_of(limit_mb));
        (void)write_number(g.path, "memory.swap.max", 0);
        (void)write_number(g.path, "memory.oom.group", 1);
    }
    (void)snprintf(own, sizeof own, "%s/own", g.path);
    if (mkdir(own, 0755) != 0 || !write_text(own, "cgroup.procs", "0")) {
        remove_group(g.path);
        return;
    }
    (void)allow_within(g.path);
    for (size_t i = 0; i < COUNT(files); i++) {
        give(g.path, files[i], user);
        give(own, files[i], user);
    }
}

void runtime_group_enter(uid_t user, long memory_mb, long limit_mb)
{
    if (access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0)
        enter_v2(user, memory_mb, limit_mb);
    else
        enter_v1(user, memory_mb, limit_mb);
}
