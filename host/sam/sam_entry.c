#include "host/sam/sam_entry.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "common/function/path.h"

static bool has_module(const char *folder, const char *path, size_t size)
{
    static const char *const extensions[] = {"js",  "mjs", "cjs", "ts",
                                             "mts", "cts", "py"};
    char name[SAM_HANDLER_SIZE + 8];
    char file[PATH_MAX];

    for (size_t i = 0; i < COUNT(extensions); i++) {
        (void)snprintf(name, sizeof name, "%.*s.%s", (int)size, path,
                       extensions[i]);
        if (path_join(file, folder, name) && path_is_file(file))
            return true;
    }
    return false;
}

bool sam_entry_is_module(const char *folder, const char *handler)
{
    const char *dot = strrchr(handler, '.');

    return dot && dot > handler &&
           has_module(folder, handler, (size_t)(dot - handler));
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The entry point's name without its folders and extension is the module's. */
static bool is_entry(const char *entry, const char *module)
{
    const char *base = base_of(entry);
    size_t size = strcspn(base, ".");

    return strlen(module) == size && !strncmp(base, module, size);
}

void sam_entry_find(struct cfn_values *v, const char *folder,
                    const struct yaml_node *metadata,
                    char handler[SAM_HANDLER_SIZE])
{
    const struct yaml_node *points =
        yaml_get(yaml_get(metadata, "BuildProperties"), "EntryPoints");
    struct error ignored = ERROR_NONE;
    char found[SAM_HANDLER_SIZE];
    char module[SAM_HANDLER_SIZE];
    const char *dot = strrchr(base_of(handler), '.');

    if (!points || !dot || sam_entry_is_module(folder, handler))
        return;
    (void)snprintf(module, sizeof module, "%.*s", (int)(dot - base_of(handler)),
                   base_of(handler));
    json_t *list = cfn_list(v, points, &ignored);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *entry = json_string_value(json_array_get(list, i));
        entry += strncmp(entry, "./", 2) ? 0 : 2;
        size_t size =
            (size_t)(base_of(entry) - entry) + strcspn(base_of(entry), ".");
        if (is_entry(entry, module) &&
            snprintf(found, sizeof found, "%.*s%s", (int)size, entry, dot) <
                (int)sizeof found &&
            sam_entry_is_module(folder, found)) {
            memcpy(handler, found, sizeof found);
            break;
        }
    }
    json_decref(list);
}
