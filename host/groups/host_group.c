#include "host/groups/host_group.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/groups/control_group.h"
#include "host/groups/runtime_group.h"

enum { LINE_MAX_SIZE = 4096 };

static bool has_mark(const char *path, const char *name)
{
    char value = '0';

    return getxattr(path, name, &value, sizeof value) == 1 && value == '1';
}

/* So systemd marks it; before version 251 only for root. */
static bool is_delegated(const char *path)
{
    return has_mark(path, "user.delegate") ||
           has_mark(path, "trusted.delegate");
}

/* A user who owns the group may have another program in it, as a shell. */
static bool is_ours(const char *path)
{
    struct stat st;

    return geteuid() != 0 && stat(path, &st) == 0 && st.st_uid == geteuid();
}

static void enter(const char *around)
{
    char own[CONTROL_GROUP_PATH];
    bool delegated = is_delegated(around);

    (void)snprintf(own, sizeof own, "%s", around);
    if (!delegated && !is_ours(around))
        return;
    if (!control_group_within(own, "host.dayfly") || !control_group_make(own) ||
        !control_group_write(own, "cgroup.procs", "0"))
        return;
    if (delegated ? control_group_empty(around, own)
                  : control_group_allow(around))
        return;
    (void)control_group_write(around, "cgroup.procs", "0");
    (void)rmdir(own);
}

void host_group_enter(void)
{
    char around[CONTROL_GROUP_PATH];

    if (control_group_unified() && control_group_own("", around) &&
        !control_group_is_top(around))
        enter(around);
    runtime_group_clear();
}

/* In version 2. */
static bool find_group(const char *pid, char path[CONTROL_GROUP_PATH])
{
    char line[LINE_MAX_SIZE] = "";
    char proc[64];

    (void)snprintf(proc, sizeof proc, "/proc/%s/cgroup", pid);
    (void)fd_read_file(proc, line, sizeof line);
    line[strcspn(line, "\n")] = '\0';
    return control_group_unified() && strncmp(line, "0::/", 4) == 0 &&
           snprintf(path, CONTROL_GROUP_PATH, "/sys/fs/cgroup%s", line + 3) <
               CONTROL_GROUP_PATH;
}

bool host_group_differs(const char *pid)
{
    char its[CONTROL_GROUP_PATH];
    char own[CONTROL_GROUP_PATH];

    return find_group(pid, its) && control_group_own("", own) &&
           strcmp(its, own) != 0;
}

bool host_group_join(const char *pid)
{
    char path[CONTROL_GROUP_PATH];

    return find_group(pid, path) &&
           control_group_write(path, "cgroup.procs", "0");
}
