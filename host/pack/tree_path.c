#include "host/pack/tree_path.h"

#include <string.h>

#include "common/buf.h"

const char *tree_path_below(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    /* "/" is the folder of all. */
    if (size == 1)
        return path + 1;
    if (strncmp(path, folder, size) != 0 || (path[size] && path[size] != '/'))
        return NULL;
    return path[size] ? path + size + 1 : path + size;
}

/* How many bytes of folders, with the slash, both begin with. */
static size_t common_folders(const char *target, const char *name)
{
    size_t common = 0;

    for (size_t i = 0; name[i]; i++) {
        bool ends = target[i] == '/' || !target[i];
        if (name[i] == '/' && ends)
            common = i + 1;
        if (target[i] != name[i])
            break;
    }
    return common;
}

bool tree_path_relative(char relative[PATH_MAX], const char *target,
                        const char *name)
{
    AUTO(struct buf, buf_free) made = BUF(PATH_MAX - 1);
    size_t common = strcmp(target, ".") ? common_folders(target, name) : 0;
    bool ok = true;

    for (const char *at = strchr(name + common, '/'); ok && at;
         at = strchr(at + 1, '/'))
        ok = buf_add_str(&made, made.size > 0 ? "/.." : "..");
    const char *rest = common > strlen(target) ? "" : target + common;
    if (!strcmp(target, "."))
        rest = "";
    if (ok && *rest)
        ok = buf_printf(&made, "%s%s", made.size > 0 ? "/" : "", rest);
    if (ok && made.size == 0)
        ok = buf_add_str(&made, ".");
    if (ok)
        memcpy(relative, made.data, made.size + 1);
    return ok;
}
