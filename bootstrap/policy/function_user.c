#include "bootstrap/policy/function_user.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bootstrap/policy/sandbox_features.h"

enum { UID_MASK = 0x0FFFFFFF };

/* Other users can read the path and pass through each folder above it. */
static bool is_open(const char *path, struct error *err)
{
    char real[PATH_MAX];
    struct stat is;

    if (!realpath(path, real))
        return error_set_errno(err, "%s", path);
    for (char *slash = strchr(real + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (stat(real, &is) != 0 || !(is.st_mode & S_IXOTH))
            return error_set(err, "%s is closed to other users", real);
        *slash = '/';
    }
    if (stat(real, &is) != 0 || !(is.st_mode & (S_IROTH | S_IXOTH)) ||
        (S_ISDIR(is.st_mode) && !(is.st_mode & S_IXOTH)))
        return error_set(err, "%s is closed to other users", real);
    return true;
}

/* FNV-1a: the uid must not depend on which other functions exist. */
static uid_t uid_of(const char *folder)
{
    uint32_t hash = 2166136261U;

    for (; *folder; folder++)
        hash = (hash ^ (unsigned char)*folder) * 16777619U;
    return (uid_t)SANDBOX_FEATURES_UID_LEAST + (hash & UID_MASK);
}

bool function_user_for(const struct handler *h, uid_t *uid, struct error *err)
{
    *uid = uid_of(h->root);
    return is_open(h->root, err) && is_open(h->file, err) &&
           (!h->bridged ||
            (is_open(h->interpreter, err) && is_open(h->bridge, err)));
}
