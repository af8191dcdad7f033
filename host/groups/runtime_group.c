#include "host/groups/runtime_group.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "host/groups/control_group.h"
#include "host/groups/host_group.h"

enum {
    MAKES_MAX = 3, /* another host that ends may remove the one around */
    NICE_MOST = 19,
};

static const char prefix[] = "dayfly-";
/* All functions together get as much under contention as one process for each
 * CPU; within that they share in proportion to their memory. */
static const char all[] = "functions.dayfly";
/* The trees of version 1. */
static const char *const kinds[] = {"memory", "pids"};

static void give(const char *folder, const char *file, uid_t user)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s%s%s", folder, *file ? "/" : "", file);
    (void)!chown(path, user, user);
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

static void remove_ended(const char *functions)
{
    DIR *dir = opendir(functions);
    const struct dirent *entry;
    char path[PATH_MAX];

    while (dir && (entry = readdir(dir))) {
        if (!has_ended(entry->d_name))
            continue;
        (void)snprintf(path, sizeof path, "%s/%.64s", functions, entry->d_name);
        control_group_remove(path);
    }
    if (dir)
        (void)closedir(dir);
}

/* The group of all functions. In version 1 each kind has a tree of its own, and
 * it is in the group that the host was started in; in version 2 it is beside
 * ours, since one that has processes can have no limited groups in it. */
static bool find_all(const char *kind, char path[CONTROL_GROUP_PATH])
{
    if (!control_group_own(kind, path))
        return false;
    if (!*kind || control_group_is_named(path, HOST_GROUP))
        control_group_around(path);
    return control_group_within(path, all);
}

static bool find_own(const char *functions, pid_t pid,
                     char path[CONTROL_GROUP_PATH])
{
    char name[32];

    (void)snprintf(name, sizeof name, "%s%ld", prefix, (long)pid);
    (void)snprintf(path, CONTROL_GROUP_PATH, "%s", functions);
    return control_group_within(path, name);
}

/* file: of the share of all functions; one: that of one CPU. */
static void share_all(const char *functions, const char *file, long one)
{
    (void)control_group_write_number(functions, file,
                                     one * sysconf(_SC_NPROCESSORS_ONLN));
}

static bool make(const char *functions, char own[CONTROL_GROUP_PATH])
{
    if (!find_own(functions, getpid(), own))
        return false;
    for (int i = 0; i < MAKES_MAX && control_group_make(functions); i++) {
        if (control_group_unified()) {
            share_all(functions, "cpu.weight", 100);
            (void)control_group_allow(functions);
        }
        remove_ended(functions);
        if (control_group_make(own))
            return true;
    }
    return false;
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

static void limit_v1(const char *kind, const char *own,
                     const struct runtime_group *limits)
{
    if (!strcmp(kind, "pids"))
        (void)control_group_write_number(own, "pids.max", limits->processes);
    if (strcmp(kind, "memory") != 0 || limits->limit_mb <= 0)
        return;
    (void)control_group_write_number(own, "memory.limit_in_bytes",
                                     bytes_of(limits->limit_mb));
    (void)control_group_write_number(own, "memory.memsw.limit_in_bytes",
                                     bytes_of(limits->limit_mb));
}

/* All functions are in one group of the CPU, and within it the share is by nice
 * values: between groups of version 1 a function that has rested would wait for
 * its turn, and only root can let it go first. */
static void share_v1(const struct runtime_group *limits)
{
    char functions[CONTROL_GROUP_PATH];

    if (geteuid() != 0 || !find_all("cpu", functions) ||
        !control_group_make(functions) ||
        !control_group_write(functions, "tasks", "0"))
        return;
    share_all(functions, "cpu.shares", 1024);
    (void)setpriority(PRIO_PROCESS, 0,
                      getpriority(PRIO_PROCESS, 0) +
                          runtime_group_nice(limits->memory_mb));
}

/* The user may make groups in those folders that it owns. */
static void enter_v1(uid_t user, const struct runtime_group *limits)
{
    char functions[CONTROL_GROUP_PATH];
    char own[CONTROL_GROUP_PATH];

    share_v1(limits);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!find_all(kinds[i], functions) || !make(functions, own))
            continue;
        limit_v1(kinds[i], own, limits);
        if (control_group_write(own, "tasks", "0"))
            give(own, "", user);
        else
            (void)rmdir(own);
    }
}

/* Limits are allowed beside our group. The topmost group of a container holds
 * its processes, which have to move for that. */
static void allow_beside(void)
{
    char around[CONTROL_GROUP_PATH];
    char keepers[CONTROL_GROUP_PATH];

    if (!control_group_own("", around))
        return;
    bool top = control_group_is_top(around);
    control_group_around(around);
    if (control_group_allow(around) || errno != EBUSY || !top)
        return;
    (void)snprintf(keepers, sizeof keepers, "%s", around);
    if (control_group_within(keepers, "dayfly-keepers") &&
        control_group_make(keepers))
        (void)!control_group_empty(around, keepers);
}

static void limit_v2(const char *own, const struct runtime_group *limits)
{
    (void)control_group_write_number(
        own, "cpu.weight",
        runtime_group_weight(limits->memory_mb, 100, 1, 10000));
    (void)control_group_write_number(own, "pids.max", limits->processes);
    if (limits->limit_mb <= 0)
        return;
    (void)control_group_write_number(own, "memory.max",
                                     bytes_of(limits->limit_mb));
    (void)control_group_write_number(own, "memory.swap.max", 0);
    (void)control_group_write_number(own, "memory.oom.group", 1);
}

/* The process is in a group within, and its bootstrap makes others beside that.
 */
static void enter_v2(uid_t user, const struct runtime_group *limits)
{
    static const char *const files[] = {"", "cgroup.procs",
                                        "cgroup.subtree_control"};
    char functions[CONTROL_GROUP_PATH];
    char own[CONTROL_GROUP_PATH];
    char within[CONTROL_GROUP_PATH];

    allow_beside();
    if (!find_all("", functions) || !make(functions, own))
        return;
    limit_v2(own, limits);
    (void)snprintf(within, sizeof within, "%s", own);
    if (!control_group_within(within, "own") || !control_group_make(within) ||
        !control_group_write(within, "cgroup.procs", "0")) {
        control_group_remove(own);
        return;
    }
    (void)control_group_allow(own);
    for (size_t i = 0; i < COUNT(files); i++) {
        give(own, files[i], user);
        give(within, files[i], user);
    }
}

void runtime_group_enter(uid_t user, const struct runtime_group *limits)
{
    if (limits->processes <= 0)
        host_group_leave();
    else if (control_group_unified())
        enter_v2(user, limits);
    else
        enter_v1(user, limits);
}

static bool find_kind(size_t i, char functions[CONTROL_GROUP_PATH])
{
    if (control_group_unified())
        return i == 0 && find_all("", functions);
    return find_all(kinds[i], functions);
}

void runtime_group_leave(pid_t pid)
{
    char functions[CONTROL_GROUP_PATH];
    char own[CONTROL_GROUP_PATH];

    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!find_kind(i, functions) || !find_own(functions, pid, own))
            continue;
        (void)control_group_write(own, "cgroup.kill", "1");
        control_group_remove(own);
    }
}

void runtime_group_clear(void)
{
    char functions[CONTROL_GROUP_PATH];

    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!find_kind(i, functions))
            continue;
        remove_ended(functions);
        (void)rmdir(functions);
    }
    if (!control_group_unified() && find_all("cpu", functions))
        (void)rmdir(functions);
}
