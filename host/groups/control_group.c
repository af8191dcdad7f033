#include "host/groups/control_group.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

enum {
    TEXT_MAX = 4096,
    MOVES_MAX = 8, /* passes: processes may start meanwhile */
};

static const char root[] = "/sys/fs/cgroup";

bool control_group_unified(void)
{
    return access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0;
}

/* names: "cpu,cpuacct:/x" or ":/x". */
static bool has_controller(const char *names, const char *controller)
{
    size_t size = strlen(controller);
    size_t end = strcspn(names, ":");

    for (size_t at = 0; at <= end; at += strcspn(names + at, ",:") + 1)
        if (strcspn(names + at, ",:") == size &&
            strncmp(names + at, controller, size) == 0)
            return true;
    return false;
}

/* A line is "4:cpu,cpuacct:/x", and for version 2 "0::/x". Each controller has
 * a link to the tree that it shares. */
bool control_group_own(const char *controller, char path[CONTROL_GROUP_PATH])
{
    char text[TEXT_MAX + 1] = "";
    char *rest;

    (void)fd_read_file("/proc/self/cgroup", text, sizeof text);
    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *names = strchr(line, ':');
        const char *at = names ? strchr(names + 1, ':') : NULL;
        if (at && has_controller(names + 1, controller))
            return snprintf(path, CONTROL_GROUP_PATH, "%s%s%s%s", root,
                            *controller ? "/" : "", controller,
                            at + 1) < CONTROL_GROUP_PATH;
    }
    return false;
}

bool control_group_is_named(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');

    return slash && !strcmp(slash + 1, name);
}

bool control_group_is_top(const char *path)
{
    return strlen(path) <= sizeof root;
}

void control_group_around(char path[CONTROL_GROUP_PATH])
{
    char *slash = strrchr(path, '/');

    if (slash && !control_group_is_top(path))
        *slash = '\0';
}

bool control_group_within(char path[CONTROL_GROUP_PATH], const char *name)
{
    size_t size = strlen(path);
    size_t left = CONTROL_GROUP_PATH - size;

    return snprintf(path + size, left, "%s%s",
                    size > 0 && path[size - 1] == '/' ? "" : "/",
                    name) < (int)left;
}

bool control_group_make(const char *path)
{
    return mkdir(path, 0755) == 0 || errno == EEXIST;
}

bool control_group_write(const char *path, const char *file, const char *text)
{
    char name[PATH_MAX];

    (void)snprintf(name, sizeof name, "%s/%s", path, file);
    AUTO(int, fd_close) fd = open(name, O_WRONLY | O_CLOEXEC);
    return fd >= 0 && fd_write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

bool control_group_write_number(const char *path, const char *file,
                                long long number)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%lld", number);
    return control_group_write(path, file, text);
}

/* Users often have no `cpu`. */
bool control_group_allow(const char *path)
{
    static const char file[] = "cgroup.subtree_control";

    (void)control_group_write(path, file, "+cpu");
    return control_group_write(path, file, "+memory +pids");
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
        (void)control_group_write(to, "cgroup.procs", pid);
}

bool control_group_empty(const char *path, const char *to)
{
    bool allowed = control_group_allow(path);

    for (int i = 0; i < MOVES_MAX && !allowed && errno == EBUSY; i++) {
        move_all(path, to);
        allowed = control_group_allow(path);
    }
    return allowed;
}

void control_group_remove(const char *path)
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
