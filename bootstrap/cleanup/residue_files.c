#include "bootstrap/cleanup/residue_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bootstrap/cleanup/scratch_dir.h"
#include "bootstrap/os/remove_tree.h"
#include "common/clock.h"
#include "common/fd.h"

enum { DEPTH_MAX = 8 };

/* From linux/stat.h, which not every C library has. */
enum { WANTED = 0x8ff, BIRTH_KNOWN = 0x800 };

struct moment {
    int64_t seconds;
    uint32_t nanos;
    int32_t reserved;
};

struct entry {
    uint32_t mask;
    uint32_t block;
    uint64_t attributes;
    uint32_t links;
    uint32_t uid;
    uint32_t gid;
    uint16_t mode;
    uint16_t reserved;
    uint64_t inode;
    uint64_t size;
    uint64_t blocks;
    uint64_t attributes_known;
    struct moment read;
    struct moment created;
    struct moment changed;
    struct moment written;
    uint32_t of_major;
    uint32_t of_minor;
    uint32_t device_major;
    uint32_t device_minor;
    uint64_t spare[14];
};

static bool read_entry(int at, const char *name, struct entry *e)
{
    return syscall(SYS_statx, at, name,
                   AT_SYMLINK_NOFOLLOW | (*name ? 0 : AT_EMPTY_PATH), WANTED,
                   e) == 0;
}

static bool is_new(const struct residue_files *search, const struct entry *e)
{
    return e->uid == search->uid && e->mask & BIRTH_KNOWN &&
           e->created.seconds * 1000000 + e->created.nanos / 1000 >=
               search->since_us;
}

static bool remove_entry(const struct residue_files *search, int at,
                         const char *name, const struct entry *e)
{
    struct error err = ERROR_NONE;

    if (!S_ISDIR(e->mode))
        return unlinkat(at, name, 0) == 0;
    return remove_tree(at, name, search->until_us, &err) == REMOVE_DONE;
}

static void found(const struct residue_files *search, int at, const char *path,
                  const char *name, const struct entry *e)
{
    residue_list_add(search->found, "%s/%s", path, name);
    if (search->remove && remove_entry(search, at, name, e))
        search->found->removed++;
}

static bool is_dots(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

/* Older than the event, but may contain new files, in folders of it too. */
static bool may_contain_new(const struct residue_files *search,
                            const struct entry *above, const struct entry *e)
{
    return S_ISDIR(e->mode) && (e->uid == search->uid || e->mode & S_IXOTH) &&
           e->device_major == above->device_major &&
           e->device_minor == above->device_minor;
}

/* Takes ownership of the descriptor. */
static void walk(const struct residue_files *search, int fd, const char *path,
                 int depth)
{
    struct entry self = {0};
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (!dir || !read_entry(fd, "", &self)) {
        if (dir)
            (void)closedir(dir);
        else
            fd_close(&fd);
        return;
    }
    for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
        struct entry e = {0};
        char within[PATH_MAX];
        if (clock_mono_us() > search->until_us) {
            search->found->incomplete = true;
            break;
        }
        if (is_dots(d->d_name) || !read_entry(fd, d->d_name, &e) ||
            scratch_root_is_held(fd, d->d_name))
            continue;
        if (is_new(search, &e))
            found(search, fd, path, d->d_name, &e);
        else if (depth < DEPTH_MAX && may_contain_new(search, &self, &e) &&
                 snprintf(within, sizeof within, "%s/%s", path, d->d_name) <
                     PATH_MAX)
            walk(search,
                 openat(fd, d->d_name,
                        O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
                 within, depth + 1);
    }
    (void)closedir(dir);
}

void residue_files_find(const struct residue_files *search, const char *folder)
{
    walk(search, open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), folder, 0);
}
