#include "common/file_digests.h"

#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/sha256.h"

struct digests {
    json_t *found;
    size_t root_size; /* of the path of the folder, with its slash */
    dev_t device;
    size_t entries;
    int64_t bytes;
    size_t left_out;
};

static bool is_capsule(const char *name)
{
    size_t size = strlen(name);

    return !strncmp(name, "capsule-", 8) && size > 5 &&
           !strcmp(name + size - 5, ".json");
}

static void add_file(struct digests *d, const char *path, int64_t size)
{
    char text[SHA256_TEXT_SIZE];
    bool fits = json_object_size(d->found) < FILE_DIGESTS_FILES_MAX &&
                d->bytes + size <= FILE_DIGESTS_BYTES_MAX;

    if (!fits || !sha256_file(path, text)) {
        d->left_out++;
        return;
    }
    d->bytes += size;
    /* Fails for a name that is not UTF-8. */
    if (json_object_set_new(d->found, path + d->root_size, json_string(text)) !=
        0)
        d->left_out++;
}

static void add_folder(struct digests *d, const char *folder, int depth);

static void add(struct digests *d, const char *folder, const char *name,
                int depth)
{
    char path[PATH_MAX];
    struct stat is;
    int size = snprintf(path, sizeof path, "%s/%s", folder, name);

    if (size >= PATH_MAX || lstat(path, &is) != 0 || is.st_dev != d->device)
        return;
    if (S_ISDIR(is.st_mode) && *name != '.')
        add_folder(d, path, depth + 1);
    else if (!S_ISDIR(is.st_mode) && !is_capsule(name) &&
             stat(path, &is) == 0 && S_ISREG(is.st_mode))
        add_file(d, path, is.st_size);
}

static void add_folder(struct digests *d, const char *folder, int depth)
{
    DIR *dir = depth > FILE_DIGESTS_DEPTH_MAX ? NULL : opendir(folder);
    const struct dirent *entry;

    if (!dir) {
        d->left_out++;
        return;
    }
    while ((entry = readdir(dir)) && d->entries++ < FILE_DIGESTS_ENTRIES_MAX)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            add(d, folder, entry->d_name, depth);
    (void)closedir(dir);
}

json_t *file_digests_of(const char *folder, size_t *left_out)
{
    struct digests d = {.found = json_object(),
                        .root_size = strlen(folder) + 1};
    struct stat is;

    d.device = stat(folder, &is) == 0 ? is.st_dev : 0;
    add_folder(&d, folder, 0);
    *left_out = d.left_out;
    return d.found;
}
