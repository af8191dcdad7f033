#include "bootstrap/policy/function_user.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "bootstrap/policy/sandbox_features.h"
#include "common/function/open_path.h"
#include "common/function/path.h"

enum { UID_MASK = 0x0FFFFFFF };

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
    return open_path_check(h->root, user, bits, err) &&
           open_path_check(h->file, user, bits, err) &&
           (!h->bridged || (open_path_check(h->interpreter, user, bits, err) &&
                            open_path_check(h->bridge, user, bits, err)));
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
                open_path_check(path, uid, bits[p], &why))
                continue;
            log_printf(log, LEVEL_WARN,
                       "dayfly: \"permissions.%s\" grants \"%.200s\" in vain: "
                       "the function has a user of its own, %u, and %s",
                       permission_names[p], item, (unsigned)uid, why.text);
        }
}
