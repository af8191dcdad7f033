#include "host/runtime/layer_paths.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* As AWS has them below /opt. */
static const struct {
    const char *name;
    const char *folders[2]; /* patterns */
} variables[] = {
    {"PATH", {"bin", NULL}},
    {"LD_LIBRARY_PATH", {"lib", NULL}},
    {"PYTHONPATH", {"python", "python/lib/python3.*/site-packages"}},
    {"NODE_PATH", {"nodejs/node_modules", "nodejs/node[0-9]*/node_modules"}},
};

const char *layer_paths_variable(size_t n)
{
    return n < COUNT(variables) ? variables[n].name : NULL;
}

static bool add(struct buf *value, const char *folder)
{
    return buf_printf(value, "%s%s", value->size > 0 ? ":" : "", folder);
}

static bool add_found(struct buf *value, const char *layer, size_t size,
                      const char *pattern)
{
    char path[PATH_MAX];
    glob_t found;
    bool ok = true;

    /* The slash at the end: folders alone. */
    if (snprintf(path, sizeof path, "%.*s/%s/", (int)size, layer, pattern) >=
            (int)sizeof path ||
        glob(path, 0, NULL, &found) != 0)
        return true;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *folder = found.gl_pathv[i];
        folder[strlen(folder) - 1] = '\0';
        ok = ok && add(value, folder);
    }
    globfree(&found);
    return ok;
}

bool layer_paths_add(struct buf *value, size_t n, const char *old,
                     const char *layers)
{
    bool ok = !old || !*old || add(value, old);

    while (*layers) {
        size_t size = strcspn(layers, ":");
        for (size_t i = 0; i < COUNT(variables[n].folders); i++)
            if (variables[n].folders[i])
                ok = ok &&
                     add_found(value, layers, size, variables[n].folders[i]);
        layers += size + (layers[size] == ':');
    }
    return ok;
}
