#include "bootstrap/cleanup/scratch_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/os/disk_usage.h"
#include "common/clock.h"
#include "common/fd.h"

enum {
    CHECK_MS = 100,   /* between two size checks, at least */
    CHECK_SHARE = 20, /* size checks take at most 1/20 of the time */
};

static void name_of(const struct scratch_dir *dir, char name[32])
{
    (void)snprintf(name, 32, "%llu", (unsigned long long)dir->number);
}

static bool make_one(const struct scratch_root *root, const char *name)
{
    return mkdirat(root->fd, name, S_IRWXU) == 0 &&
           fchmodat(root->fd, name, S_IRWXU, 0) == 0;
}

/* mkdir fails if anything exists at that path. */
static bool make_or_repair(struct scratch_root *root, const char *name)
{
    if (!scratch_root_keep(root))
        return false;
    if (make_one(root, name))
        return true;
    return (errno == EEXIST || errno == EACCES) &&
           scratch_root_repair(root, name) && make_one(root, name);
}

static bool make_numbered(struct scratch_dir *dir, struct scratch_root *in,
                          uint64_t number, struct error *err)
{
    char name[32];

    dir->number = number;
    name_of(dir, name);
    bool made = make_or_repair(in, name);
    (void)snprintf(dir->path, sizeof dir->path, "%s/%s", in->path, name);
    if (!made)
        return error_set_errno(err, "cannot make the private folder %.512s",
                               dir->path);
    dir->root = in;
    return true;
}

static bool has_none(struct scratch_dir *dir, const struct scratch_root *in)
{
    dir->root = NULL;
    dir->path[0] = '\0';
    dir->next_check_ms = INT64_MAX;
    return !in || !*in->path;
}

bool scratch_dir_make(struct scratch_dir *dir, struct scratch_root *in,
                      struct error *err)
{
    return has_none(dir, in) || make_numbered(dir, in, in->next_number++, err);
}

bool scratch_dir_make_again(struct scratch_dir *dir, struct scratch_root *in,
                            struct error *err)
{
    return has_none(dir, in) || make_numbered(dir, in, dir->number, err);
}

bool scratch_dir_leave_empty(struct scratch_dir *dir)
{
    char name[32];

    if (!dir->root)
        return true;
    name_of(dir, name);
    if (unlinkat(dir->root->fd, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
        return false;
    dir->root = NULL;
    return true;
}

void scratch_dir_mark_used(struct scratch_dir *dir)
{
    if (dir->root && dir->root->max_bytes > 0)
        dir->next_check_ms = clock_mono_ms() + CHECK_MS;
}

bool scratch_dir_check_size(struct scratch_dir *dir, bool last,
                            struct error *err)
{
    int64_t started_ms = clock_mono_ms();
    char name[32];

    if (!dir->root || dir->next_check_ms == INT64_MAX ||
        (!last && started_ms < dir->next_check_ms))
        return true;
    name_of(dir, name);
    int64_t most = dir->root->max_bytes;
    int64_t bytes = disk_usage(dir->root->fd, name, most);
    int64_t took_ms = clock_mono_ms() - started_ms;
    dir->next_check_ms =
        clock_mono_ms() +
        (took_ms * CHECK_SHARE > CHECK_MS ? took_ms * CHECK_SHARE : CHECK_MS);
    if (bytes <= most)
        return true;
    dir->next_check_ms = INT64_MAX;
    return error_set(err,
                     "The handler's private folder %.512s contains more than "
                     "%lld MB (limits.scratch in dayfly.json)",
                     dir->path, (long long)(most / (1024 * 1024)));
}

enum remove_result scratch_dir_remove(struct scratch_dir *dir, int64_t most_us,
                                      struct error *err)
{
    char name[32];

    if (!dir->root)
        return REMOVE_DONE;
    name_of(dir, name);
    enum remove_result how =
        remove_tree(dir->root->fd, name, clock_mono_us() + most_us, err);
    if (how == REMOVE_FAILED)
        (void)error_prefix(err, "cannot remove %.512s", dir->path);
    if (how != REMOVE_PARTIAL)
        dir->root = NULL;
    return how;
}
