#include "bootstrap/policy/writable_paths.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/function/path.h"

bool writable_paths_have_target(const struct handler *h,
                                const struct settings *s, const char *path)
{
    char target[PATH_MAX];
    const char *item;

    if (!realpath(path, target))
        return false;
    for (size_t n = 0;
         (item = grant_item(&s->permissions.grant[PERMISSION_WRITE], n)); n++) {
        char written[PATH_MAX];
        char real[PATH_MAX];
        if (!path_join(written, h->root, item) || !realpath(written, real))
            continue;
        size_t size = strlen(real);
        if (!strncmp(target, real, size) &&
            (!target[size] || target[size] == '/' || size == 1))
            return true;
    }
    return false;
}

bool writable_paths_hold(const struct handler *h, const struct settings *s,
                         const char *path)
{
    char above[PATH_MAX];
    size_t end = strlen(path);

    if (end >= sizeof above)
        return false;
    memcpy(above, path, end + 1);
    while (end > 1 && above[end - 1] == '/')
        above[--end] = '\0';
    for (char *slash = strchr(above + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (writable_paths_have_target(h, s, above))
            return true;
        *slash = '/';
    }
    return writable_paths_have_target(h, s, "/");
}
