#include "host/mounts/closed_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/error.h"
#include "common/fd.h"

/* Code and layers: one, and five. */
enum { SHOWN_MAX = 8 };

/* From linux/landlock.h: the copy of the C library may be older than the
 * kernel. */
enum { VERSION_ASKED = 1, VERSION_WITH_SCOPES = 6, SCOPE_SIGNALS = 2 };

struct landlock_rules {
    uint64_t files;
    uint64_t ports;
    uint64_t scopes;
};

/* Folders that stay, held while what is above them is covered. */
struct shown {
    char paths[SHOWN_MAX][PATH_MAX];
    int fds[SHOWN_MAX];
    size_t count;
};

static bool is_below(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return !strncmp(path, folder, size) && path[size] == '/';
}

static bool hold(struct shown *shown, const char *path, size_t size)
{
    char *copy = shown->paths[shown->count];

    if (shown->count == SHOWN_MAX || size >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(copy, path, size);
    copy[size] = '\0';
    int fd = open(copy, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    shown->fds[shown->count++] = fd;
    return true;
}

static bool hold_all(struct shown *shown, const char *folder, const char *own,
                     const char *list)
{
    if (is_below(own, folder) && !hold(shown, own, strlen(own)))
        return false;
    while (*list) {
        size_t size = strcspn(list, ":");
        if (is_below(list, folder) && !hold(shown, list, size))
            return false;
        list += size + (list[size] == ':');
    }
    return true;
}

static void release(struct shown *shown)
{
    while (shown->count > 0)
        fd_close(&shown->fds[--shown->count]);
}

static bool make_below(const char *folder, char *path)
{
    for (char *at = path + strlen(folder) + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        bool made = mkdir(path, 0755) == 0 || errno == EEXIST;
        *at = '/';
        if (!made)
            return false;
    }
    return mkdir(path, 0755) == 0 || errno == EEXIST;
}

static bool show_all(struct shown *shown, const char *folder)
{
    char from[32];

    for (size_t i = 0; i < shown->count; i++) {
        (void)snprintf(from, sizeof from, "/proc/self/fd/%d", shown->fds[i]);
        if (!make_below(folder, shown->paths[i]) ||
            mount(from, shown->paths[i], NULL, MS_BIND | MS_REC, NULL) != 0)
            return false;
    }
    return true;
}

static bool cover(struct shown *shown, const char *folder)
{
    const unsigned long flags = MS_NOSUID | MS_NODEV;

    if (mount("dayfly", folder, "tmpfs", flags, "mode=755,size=64k") != 0)
        return false;
    if (show_all(shown, folder) &&
        mount(NULL, folder, NULL, flags | MS_REMOUNT | MS_BIND | MS_RDONLY,
              NULL) == 0)
        return true;
    int error = errno;
    (void)umount2(folder, MNT_DETACH);
    errno = error;
    return false;
}

bool closed_folder_close(const char *folder, const char *list,
                         struct error *err)
{
    struct shown shown = {.count = 0};
    char own[PATH_MAX];

    if (!getcwd(own, sizeof own))
        return error_set_errno(err, "no current folder");
    bool ok = hold_all(&shown, folder, own, list) && cover(&shown, folder);
    if (!ok)
        (void)error_set_errno(err, "cannot cover %s", folder);
    release(&shown);
    /* The way up from the folder that it is in leads below the cover. */
    return ok && (chdir(own) == 0 ||
                  error_set_errno(err, "cannot change to %s", own));
}

bool closed_folder_scope_signals(void)
{
    const struct landlock_rules rules = {.scopes = SCOPE_SIGNALS};

    if (syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, VERSION_ASKED) <
        VERSION_WITH_SCOPES)
        return false;
    AUTO(int, fd_close)
    fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0U);
    return fd >= 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_landlock_restrict_self, fd, 0U) == 0;
}
