#include "bootstrap/report/capsule_room.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

struct holdings {
    size_t files;
    size_t bytes;
    char oldest[NAME_MAX + 1];
    size_t oldest_bytes;
};

static bool is_capsule(const char *name)
{
    size_t size = strlen(name);

    return !strncmp(name, "capsule-", 8) && size > 13 &&
           !strcmp(name + size - 5, ".json");
}

/* Names begin with the time, so the least is the oldest. */
static void count(struct holdings *h, int folder, const char *name)
{
    struct stat is;

    if (!is_capsule(name) ||
        fstatat(folder, name, &is, AT_SYMLINK_NOFOLLOW) != 0 ||
        S_ISDIR(is.st_mode))
        return;
    h->files++;
    h->bytes += (size_t)is.st_size;
    if (!*h->oldest || strcmp(name, h->oldest) < 0) {
        (void)snprintf(h->oldest, sizeof h->oldest, "%s", name);
        h->oldest_bytes = (size_t)is.st_size;
    }
}

static bool look(struct holdings *h, const char *folder, struct error *err)
{
    DIR *dir = opendir(folder);

    *h = (struct holdings){.files = 0};
    if (!dir)
        return error_set_errno(err, "cannot read the folder of capsules %.512s",
                               folder);
    for (struct dirent *e = readdir(dir); e; e = readdir(dir))
        count(h, dirfd(dir), e->d_name);
    (void)closedir(dir);
    return true;
}

bool capsule_make_room(const char *folder, size_t size, size_t files_most,
                       size_t bytes_most, struct error *err)
{
    char path[PATH_MAX];
    struct holdings h;

    if (!look(&h, folder, err))
        return false;
    while (h.files > 0 &&
           (h.files >= files_most || h.bytes + size > bytes_most)) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, h.oldest);
        if (unlink(path) != 0)
            return error_set_errno(
                err, "cannot remove the oldest capsule %.512s", path);
        if (!look(&h, folder, err))
            return false;
    }
    return true;
}
