#include "common/function/open_path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool allows(const struct stat *is, uid_t uid, mode_t bits)
{
    return is->st_mode & (is->st_uid == uid ? bits << 6 : bits);
}

bool open_path_check(const char *path, uid_t uid, mode_t bits,
                     struct error *err)
{
    char real[PATH_MAX];
    struct stat is;

    if (!realpath(path, real))
        return error_set_errno(err, "%s", path);
    for (char *slash = strchr(real + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (stat(real, &is) != 0 || !allows(&is, uid, S_IXOTH))
            return error_set(err, "%s is closed to other users", real);
        *slash = '/';
    }
    if (stat(real, &is) != 0 || !allows(&is, uid, bits) ||
        (S_ISDIR(is.st_mode) && !allows(&is, uid, S_IXOTH)))
        return error_set(err, "%s is closed to other users", real);
    return true;
}
