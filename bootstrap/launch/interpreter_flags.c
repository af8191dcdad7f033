#include "bootstrap/launch/interpreter_flags.h"

#include <stdlib.h>
#include <string.h>

#include "bootstrap/launch/environment.h"

/* Versions of Node, as handler.version has them, from which on it has each. */
enum {
    NODE_PERMISSIONS = 2000,
    NODE_ADDONS = 2012,
    NODE_QUIET = 2011,
    NODE_OUT_OF_TRIAL = 2305,
    NODE_NET = 2500,
};

bool interpreter_enforces(const struct handler *h, enum permission p)
{
    if (!h->bridged)
        return false;
    if (h->engine == ENGINE_DENO)
        return true;
    if (h->engine != ENGINE_NODE)
        return false;
    switch (p) {
    case PERMISSION_READ:
    case PERMISSION_WRITE:
    case PERMISSION_RUN:
        return h->version >= NODE_PERMISSIONS;
    case PERMISSION_FFI:
        return h->version >= NODE_ADDONS;
    case PERMISSION_NET:
        return h->version >= NODE_NET;
    case PERMISSION_ENV:
    case PERMISSION_SYS:
    case PERMISSION_COUNT:
        break;
    }
    return false;
}

static bool add_word(struct buf *words, const char *text)
{
    return buf_add_str(words, text) && buf_add(words, "", 1);
}

/* A path of the function's own is told whole: its folder is the current one,
 * but need not stay so. */
static bool add_item(struct buf *words, const struct handler *h,
                     enum permission p, const char *item)
{
    bool is_path = p == PERMISSION_READ || p == PERMISSION_WRITE ||
                   p == PERMISSION_FFI ||
                   (p == PERMISSION_RUN && strchr(item, '/'));

    if (is_path && *item != '/')
        return buf_printf(words, "%s/%s", h->root, item);
    return buf_add_str(words, item);
}

/* What of a permission the private folder needs: itself, and to be told where
 * it is. */
static bool add_own(struct buf *words, enum permission p, const char *scratch,
                    const char *between)
{
    const char *name;
    bool ok = true;
    int size;

    switch (p) {
    case PERMISSION_READ:
    case PERMISSION_WRITE:
        return buf_add_str(words, between) && buf_add_str(words, scratch);
    case PERMISSION_SYS:
        return buf_add_str(words, between) && buf_add_str(words, "homedir");
    case PERMISSION_ENV:
        for (size_t n = 0; (name = environment_scratch_variable(n, &size)); n++)
            ok = ok && buf_printf(words, "%s%.*s", n == 0 ? between : ",", size,
                                  name);
        return ok;
    case PERMISSION_NET:
    case PERMISSION_RUN:
    case PERMISSION_FFI:
    case PERMISSION_COUNT:
        break;
    }
    return true;
}

static bool is_of_folder(enum permission p)
{
    return p == PERMISSION_READ || p == PERMISSION_WRITE ||
           p == PERMISSION_ENV || p == PERMISSION_SYS;
}

static bool add_deno(struct buf *words, const struct handler *h,
                     const struct permissions *all, const char *scratch)
{
    bool ok = true;

    for (int i = 0; i < PERMISSION_COUNT; i++) {
        enum permission p = (enum permission)i;
        const struct grant *g = &all->grant[p];
        bool own = *scratch && is_of_folder(p) && g->kind != GRANT_ALL;
        const char *item;
        size_t n;
        if (g->kind == GRANT_NOTHING && !own)
            continue;
        ok = ok && buf_printf(words, "--allow-%s", permission_names[p]);
        for (n = 0; (item = grant_item(g, n)); n++)
            ok = ok && buf_add_str(words, n == 0 ? "=" : ",") &&
                 add_item(words, h, p, item);
        ok = ok && (!own || add_own(words, p, scratch, n == 0 ? "=" : ",")) &&
             buf_add(words, "", 1);
    }
    return ok;
}

/* Node dies of a path that is told twice. */
static bool add_path(struct buf *words, const char *flag, const char *path)
{
    AUTO(struct buf, buf_free) word = BUF(2 * PATH_MAX);
    char real[PATH_MAX];

    if (!buf_printf(&word, "--allow-fs-%s=%s", flag,
                    realpath(path, real) ? real : path))
        return false;
    return memmem(words->data, words->size, word.data, word.size + 1) ||
           add_word(words, word.data);
}

/* Of a folder it takes all within, too. */
static bool add_paths(struct buf *words, const struct handler *h,
                      const struct permissions *all, enum permission p,
                      const char *scratch)
{
    const struct grant *g = &all->grant[p];
    const char *flag = p == PERMISSION_READ ? "read" : "write";
    const char *item;
    bool ok = true;

    if (g->kind == GRANT_ALL)
        return buf_printf(words, "--allow-fs-%s=*", flag) &&
               buf_add(words, "", 1);
    for (size_t n = 0; (item = grant_item(g, n)); n++) {
        AUTO(struct buf, buf_free) path = BUF(2 * PATH_MAX);
        ok = ok && add_item(&path, h, p, item) &&
             add_path(words, flag, path.data);
    }
    return ok && (!*scratch || add_path(words, flag, scratch));
}

/* Node has one word for all programs and one for all add-ons; which ones, only
 * the kernel can hold. A thread is a program to it. */
static bool add_node(struct buf *words, const struct handler *h,
                     const struct permissions *all, const char *scratch)
{
    const char *slash = strrchr(h->bridge, '/');
    AUTO(struct buf, buf_free) bridge = BUF(PATH_MAX);
    bool ok = buf_add(&bridge, h->bridge, (size_t)(slash - h->bridge));

    if (h->version < NODE_PERMISSIONS)
        return true;
    ok = ok && add_word(words, h->version >= NODE_OUT_OF_TRIAL
                                   ? "--permission"
                                   : "--experimental-permission");
    if (h->version >= NODE_QUIET && h->version < NODE_OUT_OF_TRIAL)
        ok = ok && add_word(words, "--disable-warning=ExperimentalWarning");
    ok = ok && add_path(words, "read", h->root) &&
         add_path(words, "read", bridge.data) &&
         add_path(words, "read", "/opt") &&
         add_paths(words, h, all, PERMISSION_READ, scratch) &&
         add_paths(words, h, all, PERMISSION_WRITE, scratch);
    if (all->grant[PERMISSION_RUN].kind != GRANT_NOTHING)
        ok = ok && add_word(words, "--allow-child-process") &&
             add_word(words, "--allow-worker");
    if (all->grant[PERMISSION_FFI].kind != GRANT_NOTHING &&
        interpreter_enforces(h, PERMISSION_FFI))
        ok = ok && add_word(words, "--allow-addons");
    if (all->grant[PERMISSION_NET].kind != GRANT_NOTHING &&
        interpreter_enforces(h, PERMISSION_NET))
        ok = ok && add_word(words, "--allow-net");
    return ok;
}

static bool has_word(const char *words, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = words; (at = strstr(at, word)); at += size)
        if ((at == words || at[-1] == ' ') && (at[size] == ' ' || !at[size]))
            return true;
    return false;
}

bool interpreter_flags_grant_all(const char *flags)
{
    return has_word(flags, "-A") || has_word(flags, "--allow-all");
}

bool interpreter_flags_vary(const struct handler *h,
                            const struct permissions *p)
{
    return p->restricted && h->bridged &&
           (h->engine == ENGINE_DENO || h->engine == ENGINE_NODE);
}

bool interpreter_flags_add(struct buf *words, const struct handler *h,
                           const struct permissions *p, const char *scratch)
{
    if (!p->restricted)
        return true;
    if (h->engine == ENGINE_DENO)
        return add_deno(words, h, p, scratch);
    if (h->engine == ENGINE_NODE)
        return add_node(words, h, p, scratch);
    return true;
}
