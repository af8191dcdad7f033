#include "host/mounts/layer_mount.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"

enum { OPTIONS_MAX_BYTES = 4000 /* a page of the kernel, less */ };

static bool write_file(const char *path, const char *text)
{
    AUTO(int, fd_close) fd = open(path, O_WRONLY | O_CLOEXEC);

    return fd >= 0 && fd_write_all(fd, text, strlen(text));
}

/* In a user namespace where we are who we were. */
static bool become_mounter(void)
{
    char user[64];
    char group[64];

    (void)snprintf(user, sizeof user, "%u %u 1", getuid(), getuid());
    (void)snprintf(group, sizeof group, "%u %u 1", getgid(), getgid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
           write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/uid_map", user) &&
           write_file("/proc/self/gid_map", group);
}

bool layer_mount_namespace(struct error *err)
{
    if (unshare(CLONE_NEWNS) != 0 && !become_mounter())
        return error_set_errno(err, "no mount namespace");
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0 ||
           error_set_errno(err, "no mounts of its own");
}

bool layer_mount(const char *folders, struct error *err)
{
    AUTO(struct buf, buf_free) options = BUF(OPTIONS_MAX_BYTES);

    if (!buf_printf(&options, "lowerdir=%s:/opt", folders))
        return error_set(err, "their paths are too long");
    return mount("overlay", "/opt", "overlay", MS_RDONLY | MS_NODEV | MS_NOSUID,
                 options.data) == 0 ||
           error_set_errno(err, "mount");
}
