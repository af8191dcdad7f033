#include "host/watch/deciding_files.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>

#include "common/compiler.h"
#include "common/function/default_handlers.h"
#include "common/function/manifest_file.h"
#include "host/functions/env_file.h"
#include "host/functions/function_folder.h"

static const char *const deciding[] = {MANIFEST_FILE_NAME, ENV_FILE_NAME,
                                       BOOTSTRAP_FILE};

bool deciding_files_have(const char *name)
{
    for (size_t i = 0; i < COUNT(deciding); i++)
        if (!strcmp(name, deciding[i]))
            return true;
    return false;
}

/* Names with two dots are those by which Kubernetes exchanges files. */
bool deciding_files_concern_all(const char *name, bool comes_or_goes)
{
    if (deciding_files_have(name) || !strncmp(name, "template.", 9) ||
        !strncmp(name, "..", 2))
        return true;
    for (size_t i = 0; comes_or_goes && default_handlers[i].file; i++)
        if (!strcmp(name, default_handlers[i].file))
            return true;
    return comes_or_goes && !strcmp(name, BUNDLE_FILE);
}

bool deciding_files_are_seen(const char *folder)
{
    static const unsigned long known[] = {
        0xEF53,     /* ext2 to ext4 */
        0x58465342, /* XFS */
        0x9123683E, /* Btrfs */
        0x01021994, /* tmpfs */
        0x858458F6, /* ramfs */
        0x794C7630, /* overlayfs */
        0xF2F52010, /* F2FS */
        0x2FC12FC1, /* ZFS */
        0xCA451A4E, /* bcachefs */
    };
    struct statfs is;

    if (statfs(folder, &is) != 0)
        return false;
    for (size_t i = 0; i < COUNT(known); i++)
        if (((unsigned long)is.f_type & 0xFFFFFFFF) == known[i])
            return true;
    return false;
}

bool deciding_files_are_own(const char *folder, const struct stat *is)
{
    char path[PATH_MAX];
    struct stat one;

    for (size_t i = 0; i < COUNT(deciding); i++) {
        if (snprintf(path, sizeof path, "%s/%s", folder, deciding[i]) >=
            (int)sizeof path)
            return false;
        if (lstat(path, &one) == 0 &&
            (S_ISLNK(one.st_mode) || one.st_dev != is->st_dev ||
             (S_ISREG(one.st_mode) && one.st_nlink > 1)))
            return false;
    }
    return true;
}
