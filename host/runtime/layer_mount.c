#include "host/runtime/layer_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/fd.h"
#include "common/function/exec_error.h"

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

static bool mount_layers(const char *folders, struct error *err)
{
    AUTO(struct buf, buf_free) options = BUF(OPTIONS_MAX_BYTES);

    if (!buf_printf(&options, "lowerdir=%s:/opt", folders))
        return error_set(err, "their paths are too long");
    if (unshare(CLONE_NEWNS) != 0 && !become_mounter())
        return error_set_errno(err, "no mount namespace");
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0 &&
        mount("overlay", "/opt", "overlay", MS_RDONLY | MS_NODEV | MS_NOSUID,
              options.data) == 0)
        return true;
    return error_set_errno(err, "mount");
}

int layer_mount_command(char *const words[])
{
    struct error err = ERROR_NONE;
    char reason[EXEC_ERROR_SIZE] = "";

    if (!words[1] || !words[2])
        return 2;
    char *const argv[] = {words[2], NULL};
    if (!mount_layers(words[1], &err))
        (void)fprintf(stderr,
                      "dayfly: the layers are not at /opt: %s; PATH, "
                      "PYTHONPATH, NODE_PATH and LD_LIBRARY_PATH name them\n",
                      err.text);
    (void)execv(words[2], argv);
    int error = errno;
    exec_error_explain(words[2], error, reason);
    errno = error;
    (void)error_set_errno(&err, "cannot start %s%s", words[2], reason);
    (void)fprintf(stderr, "dayfly: %s\n", err.text);
    return 127;
}
