#include "bootstrap/policy/function_user.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bootstrap/policy/sandbox_features.h"
#include "common/function/path.h"

enum { UID_MASK = 0x0FFFFFFF };

static bool allows(const struct stat *is, uid_t uid, mode_t bits)
{
    return is->st_mode & (is->st_uid == uid ? bits << 6 : bits);
}

/* The user can pass through each folder above the path, and has one of these
 * rights to it (S_I?OTH). */
static bool is_open(const char *path, uid_t uid, mode_t bits, struct error *err)
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
    const mode_t bits = S_IROTH | S_IXOTH;
    const uid_t user = uid_of(h->root);

    *uid = user;
    return is_open(h->root, user, bits, err) &&
           is_open(h->file, user, bits, err) &&
           (!h->bridged || (is_open(h->interpreter, user, bits, err) &&
                            is_open(h->bridge, user, bits, err)));
}

void function_user_check_grants(uid_t uid, const struct handler *h,
                                const struct settings *s, struct log *log)
{
    static const mode_t bits[] = {
        [PERMISSION_READ] = S_IROTH, [PERMISSION_WRITE] = S_IWOTH};
    const char *item;

    for (size_t p = 0; p < COUNT(bits); p++)
        for (size_t n = 0;
             bits[p] && (item = grant_item(&s->permissions.grant[p], n)); n++) {
            struct error why = ERROR_NONE;
            char path[PATH_MAX];
            if (!path_join(path, h->root, item) ||
                is_open(path, uid, bits[p], &why))
                continue;
            log_printf(log, LEVEL_WARN,
                       "dayfly: \"permissions.%s\" grants \"%.200s\" in vain: "
                       "the function has a user of its own, %u, and %s",
                       permission_names[p], item, (unsigned)uid, why.text);
        }
}
