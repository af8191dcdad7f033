#include "bootstrap/launch/engine_node.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/launch/flag_words.h"
#include "bootstrap/launch/handler.h"

/* Node's versions, 100 * major + minor: when each feature came. */
enum {
    NODE_PERMISSIONS = 2000,
    NODE_DISABLE_WARNING = 2011,
    NODE_ADDONS = 2012,
    NODE_PERMISSIONS_STABLE = 2305,
    NODE_NET = 2500,
};

enum { PATHS_MAX = 1 << 20 };

static bool is_plain(const char *path)
{
    const char *at = path;

    for (; *at == '/'; at += 1 + strcspn(at + 1, "/"))
        if (at[1 + strspn(at + 1, ".")] == '/' || !at[1 + strspn(at + 1, ".")])
            return false;
    return true;
}

/* Node compares the paths that a program names, without following links. */
static bool add_path(struct buf *paths, const char *path)
{
    char real[PATH_MAX];
    bool found = realpath(path, real) != NULL;

    return (!found || flag_words_add(paths, real)) &&
           ((found && (!is_plain(path) || !strcmp(path, real))) ||
            flag_words_add(paths, path));
}

static bool is_within(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return !strncmp(path, folder, size) &&
           (path[size] == '/' || (size == 1 && path[1]));
}

/* Node ends with an error if a path is named twice, and version 20 cannot list
 * a folder if something in it is named as well. */
static bool is_needed(const struct buf *paths, const char *path)
{
    const char *end = paths->data + paths->size;

    for (const char *at = paths->data; at < end; at += strlen(at) + 1)
        if (is_within(path, at) || (at < path && !strcmp(at, path)))
            return false;
    return true;
}

static bool add_flags(struct buf *words, const char *flag,
                      const struct buf *paths)
{
    const char *end = paths->data + paths->size;
    bool ok = true;

    for (const char *at = paths->data; at < end; at += strlen(at) + 1)
        ok = ok && (!is_needed(paths, at) ||
                    (buf_printf(words, "--allow-fs-%s=%s", flag, at) &&
                     flag_words_add(words, "")));
    return ok;
}

/* A folder's path grants all that is in the folder. */
static bool add_paths(struct buf *words, struct buf *paths,
                      const struct handler *h, const struct permissions *all,
                      enum permission p, const char *scratch)
{
    const struct grant *g = &all->grant[p];
    const char *flag = p == PERMISSION_READ ? "read" : "write";
    const char *item;
    bool ok = true;

    if (g->kind == GRANT_ALL)
        return buf_printf(words, "--allow-fs-%s=*", flag) &&
               flag_words_add(words, "");
    for (size_t n = 0; (item = grant_item(g, n)); n++) {
        AUTO(struct buf, buf_free) path = BUF(2 * PATH_MAX);
        ok = ok && flag_words_append_item(&path, h->root, p, item) &&
             add_path(paths, path.data);
    }
    return ok && (!*scratch || add_path(paths, scratch)) &&
           add_flags(words, flag, paths);
}

static bool add_switch(struct buf *words, const struct handler *h,
                       const struct permissions *all, enum permission p,
                       const char *flag)
{
    if (all->grant[p].kind == GRANT_NOTHING ||
        !engine_enforces(h->engine, h->version, p))
        return true;
    return flag_words_add(words, flag);
}

/* Node has one flag for all programs and one for all addons; which ones, only
 * the kernel can restrict. A worker thread counts as a program. */
static bool add_permissions(struct buf *words, const struct handler *h,
                            const struct permissions *all, const char *scratch)
{
    const char *slash = strrchr(h->bridge, '/');
    AUTO(struct buf, buf_free) bridge = BUF(PATH_MAX);
    AUTO(struct buf, buf_free) reads = BUF(PATHS_MAX);
    AUTO(struct buf, buf_free) writes = BUF(PATHS_MAX);
    bool stable = h->version >= NODE_PERMISSIONS_STABLE;

    if (h->version < NODE_PERMISSIONS)
        return true;
    bool ok = buf_add(&bridge, h->bridge, (size_t)(slash - h->bridge)) &&
              flag_words_add(words, stable ? "--permission"
                                           : "--experimental-permission");
    if (!stable && h->version >= NODE_DISABLE_WARNING)
        ok = ok &&
             flag_words_add(words, "--disable-warning=ExperimentalWarning");
    return ok && add_path(&reads, h->root) && add_path(&reads, bridge.data) &&
           add_path(&reads, "/opt") &&
           add_paths(words, &reads, h, all, PERMISSION_READ, scratch) &&
           add_paths(words, &writes, h, all, PERMISSION_WRITE, scratch) &&
           add_switch(words, h, all, PERMISSION_RUN, "--allow-child-process") &&
           add_switch(words, h, all, PERMISSION_RUN, "--allow-worker") &&
           add_switch(words, h, all, PERMISSION_FFI, "--allow-addons") &&
           add_switch(words, h, all, PERMISSION_NET, "--allow-net");
}

const struct engine engine_node = {
    .name = "node",
    .executable = "node",
    .modules = {{"js", 1}, {"mjs", 1}, {"cjs", 1}, {"ts", 3}, {"mts", 3}},
    .bridge = "runtime.js",
    .default_function = "handler",
    .packages = {"node_modules", "/opt/nodejs/node[0-9]*/node_modules",
                 "/opt/nodejs/node_modules"},
    .packages_variable = "NODE_PATH=",
    .variable_prefix = "NODE_",
    .enforced_from = {[PERMISSION_READ] = NODE_PERMISSIONS,
                      [PERMISSION_WRITE] = NODE_PERMISSIONS,
                      [PERMISSION_RUN] = NODE_PERMISSIONS,
                      [PERMISSION_FFI] = NODE_ADDONS,
                      [PERMISSION_NET] = NODE_NET},
    .add_permissions = add_permissions,
    .copying = COPYING_BY_LIBRARY,
    .copied_versions = {"node/20.", "node/22.", "node/24.", "node/26."},
    .minimum = {.memory_mb = 64, .data_mb = 64, .processes = 16, .files = 32},
};
