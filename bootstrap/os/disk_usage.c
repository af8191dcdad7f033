#include "bootstrap/os/disk_usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

struct count {
    dev_t device;
    int64_t bytes;
    int64_t most;
};

static void add(struct count *c, const struct stat *is)
{
    int64_t bytes = (int64_t)is->st_blocks * 512;

    c->bytes += bytes > DISK_USAGE_ENTRY_BYTES ? bytes : DISK_USAGE_ENTRY_BYTES;
}

static bool is_dots(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

/* Takes ownership of the descriptor. */
static void count_in(struct count *c, int folder, int depth)
{
    DIR *dir = folder < 0 ? NULL : fdopendir(folder);
    struct stat is;

    if (!dir) {
        fd_close(&folder);
        return;
    }
    if (depth > DISK_USAGE_DEPTH_MAX)
        c->bytes = INT64_MAX / 2;
    for (struct dirent *e = readdir(dir); e && c->bytes <= c->most;
         e = readdir(dir)) {
        if (is_dots(e->d_name) ||
            fstatat(dirfd(dir), e->d_name, &is, AT_SYMLINK_NOFOLLOW) != 0 ||
            is.st_dev != c->device)
            continue;
        add(c, &is);
        if (S_ISDIR(is.st_mode))
            count_in(c,
                     openat(dirfd(dir), e->d_name,
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
                     depth + 1);
    }
    (void)closedir(dir);
}

int64_t disk_usage(int at, const char *name, int64_t most)
{
    int folder =
        openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct count c = {.most = most};
    struct stat is;

    if (folder < 0 || fstat(folder, &is) != 0) {
        fd_close(&folder);
        return 0;
    }
    c.device = is.st_dev;
    count_in(&c, folder, 0);
    return c.bytes;
}
