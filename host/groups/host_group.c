#include "host/groups/host_group.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/groups/control_group.h"

enum {
    LINE_MAX_SIZE = 4096,
    SHARES = 10240, /* of the CPU; usual is 1024 */
    WEIGHT = 1000,  /* the same in version 2; usual is 100 */
};

static const char others[] = "others.dayfly";

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

static void enter_v2(const char *around)
{
    char own[CONTROL_GROUP_PATH];
    bool delegated = is_delegated(around);

    (void)snprintf(own, sizeof own, "%s", around);
    if (!delegated && !is_ours(around))
        return;
    if (!control_group_within(own, HOST_GROUP) || !control_group_make(own) ||
        !control_group_write(own, "cgroup.procs", "0"))
        return;
    if (delegated ? control_group_empty(around, own)
                  : control_group_allow(around)) {
        (void)control_group_write_number(own, "cpu.weight", WEIGHT);
        return;
    }
    (void)control_group_write(around, "cgroup.procs", "0");
    (void)rmdir(own);
}

/* The group with the CPU share of the calling process. */
static bool find_own(char path[CONTROL_GROUP_PATH])
{
    return control_group_own(control_group_unified() ? "" : "cpu", path);
}

void host_group_enter(void)
{
    char around[CONTROL_GROUP_PATH];

    if (control_group_unified() && control_group_own("", around) &&
        !control_group_is_top(around))
        enter_v2(around);
}

bool host_group_is_for_threads(void)
{
    return geteuid() == 0 && !control_group_unified();
}

void host_group_enter_thread(void)
{
    char own[CONTROL_GROUP_PATH];

    if (find_own(own) && !control_group_is_named(own, HOST_GROUP) &&
        control_group_within(own, HOST_GROUP) && control_group_make(own) &&
        control_group_write_number(own, "cpu.shares", SHARES))
        (void)control_group_write(own, "tasks", "0");
}

/* The same, if it is the host's. */
static bool find_entered(char path[CONTROL_GROUP_PATH])
{
    return find_own(path) && control_group_is_named(path, HOST_GROUP);
}

bool host_group_holds_children(void)
{
    char own[CONTROL_GROUP_PATH];

    return control_group_unified() && find_entered(own);
}

void host_group_leave(void)
{
    char path[CONTROL_GROUP_PATH];

    if (!control_group_unified() || !find_entered(path))
        return;
    control_group_around(path);
    if (control_group_within(path, others) && control_group_make(path))
        (void)control_group_write(path, "cgroup.procs", "0");
}

/* In version 2 the group around has groups with limits: no process can go back.
 */
void host_group_end(void)
{
    char own[CONTROL_GROUP_PATH];
    char path[CONTROL_GROUP_PATH];

    if (!find_entered(own))
        return;
    (void)snprintf(path, sizeof path, "%s", own);
    control_group_around(path);
    if (!control_group_unified()) {
        (void)control_group_write(path, "tasks", "0");
        (void)rmdir(own);
    } else if (control_group_within(path, others)) {
        (void)rmdir(path);
    }
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
