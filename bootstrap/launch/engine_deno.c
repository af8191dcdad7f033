#include "bootstrap/launch/engine_deno.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/flag_words.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/launch/folder_variables.h"

/* The path is part of a file URL in JSON in a data URL. Characters that are
 * plain in all three are kept. The others are written as %XX for the file URL,
 * and the '%' of it as %25 for the data URL. */
static bool add_url_path(struct buf *words, const char *path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    for (; *path; path++) {
        bool ok = strchr(plain, *path)
                      ? buf_add(words, path, 1)
                      : buf_printf(words, "%%25%02X", (unsigned char)*path);
        if (!ok)
            return false;
    }
    return true;
}

/* Deno loads a literal import() of the bridge when it starts, if the map has
 * its name: 0.5 to 1 ms. */
static bool add_template(struct buf *words, const char *bridge)
{
    char path[PATH_MAX];
    const char *slash = strrchr(bridge, '/');

    return slash &&
           snprintf(path, sizeof path, "%.*s/template.mjs",
                    (int)(slash - bridge), bridge) < PATH_MAX &&
           buf_add_str(words, "\",\"dayfly-template\":\"file://") &&
           add_url_path(words, path);
}

/* Without any permission Deno imports only what an import map names, so the map
 * names the function's module. Without a DENO_DIR that the user has set there
 * is no cache, so remote modules are refused. */
static bool add_flags(struct buf *words, const struct handler *h,
                      const struct settings *s, bool is_template)
{
    return flag_words_add(words,
                          s->deno_dir ? "--cached-only" : "--no-remote") &&
           buf_add_str(words,
                       "--import-map=data:application/json,"
                       "{\"imports\":{\"dayfly-function\":\"file://") &&
           add_url_path(words, h->file) &&
           (!is_template || add_template(words, h->bridge)) &&
           flag_words_add(words, "\"}}");
}

/* Does a private folder need this permission? */
static bool is_of_folder(enum permission p)
{
    return p == PERMISSION_READ || p == PERMISSION_WRITE ||
           p == PERMISSION_ENV || p == PERMISSION_SYS;
}

/* Adds what a private folder needs: its path, and the names by which a program
 * asks for it. */
static bool add_folder(struct buf *words, enum permission p,
                       const char *scratch, const char *separator)
{
    bool ok = buf_add_str(words, separator);

    if (p == PERMISSION_SYS)
        return ok && buf_add_str(words, "homedir");
    if (p != PERMISSION_ENV)
        return ok && buf_add_str(words, scratch);
    for (size_t i = 0; i < SCRATCH_VARIABLES; i++) {
        const char *name = scratch_variables[i].name;
        ok = ok && buf_printf(words, "%s%.*s", i == 0 ? "" : ",",
                              (int)strcspn(name, "="), name);
    }
    return ok;
}

static bool add_permissions(struct buf *words, const struct handler *h,
                            const struct permissions *all, const char *scratch)
{
    bool ok = true;

    for (int i = 0; i < PERMISSION_COUNT; i++) {
        enum permission p = (enum permission)i;
        const struct grant *g = &all->grant[p];
        bool folder = *scratch && is_of_folder(p) && g->kind != GRANT_ALL;
        const char *item;
        size_t n;
        if (g->kind == GRANT_NOTHING && !folder)
            continue;
        ok = ok && buf_printf(words, "--allow-%s", permission_names[p]);
        for (n = 0; (item = grant_item(g, n)); n++)
            ok = ok && buf_add_str(words, n == 0 ? "=" : ",") &&
                 flag_words_append_item(words, h->root, p, item);
        ok = ok &&
             (!folder || add_folder(words, p, scratch, n == 0 ? "=" : ",")) &&
             flag_words_add(words, "");
    }
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

/* In Deno's flags a comma ends a path. */
static bool check_permissions(const struct handler *h, const struct settings *s,
                              struct error *err)
{
    if (has_word(s->flags, "-A") || has_word(s->flags, "--allow-all"))
        return error_set(err,
                         "\"permissions\" and the flag --allow-all (-A) "
                         "exclude each other; remove one of them");
    if (s->scratch == SCRATCH_USED && strchr(s->tmpdir, ','))
        return error_set(err,
                         "\"permissions\": deno allows no comma in a path, but "
                         "TMPDIR is \"%.256s\"; set it to another folder",
                         s->tmpdir);
    if (strchr(h->root, ','))
        return error_set(err,
                         "\"permissions\": deno allows no comma in a path, but "
                         "the function's folder is \"%.256s\"; rename it",
                         h->root);
    return true;
}

const struct engine engine_deno = {
    .name = "deno",
    .executable = "deno",
    .modules = {{"js", 2}, {"mjs", 2}, {"cjs", 2}, {"ts", 1}, {"mts", 1}},
    .bridge = "runtime.js",
    .default_function = "handler",
    .packages = {"/opt/nodejs/node[0-9]*/node_modules",
                 "/opt/nodejs/node_modules"},
    .packages_variable = "NODE_PATH=",
    .flags = {"run", "--quiet", "--no-prompt", "--no-lock", "--no-code-cache",
              "--node-modules-dir=manual", "--no-config"},
    .add_flags = add_flags,
    .variables = {"DENO_DIR=/dev/null",
                  /* Otherwise each TypeScript file waits for a cache that
                   * cannot be written. */
                  "DENO_EMIT_CACHE_MODE=disable", "DENO_NO_UPDATE_CHECK=1",
                  /* Otherwise its import errors contain ANSI colours, also if
                   * stderr is a pipe. */
                  "NO_COLOR=1"},
    .variable_prefix = "DENO_",
    .enforced_from = {[PERMISSION_READ] = VERSION_ANY,
                      [PERMISSION_WRITE] = VERSION_ANY,
                      [PERMISSION_NET] = VERSION_ANY,
                      [PERMISSION_ENV] = VERSION_ANY,
                      [PERMISSION_RUN] = VERSION_ANY,
                      [PERMISSION_FFI] = VERSION_ANY,
                      [PERMISSION_SYS] = VERSION_ANY},
    .net_by_host = true,
    .add_permissions = add_permissions,
    .check_permissions = check_permissions,
    .input_by_library = true,
    .copying = COPYING_BY_LIBRARY,
    .copied_versions = {"deno/2.9."},
    .minimum = {.memory_mb = 96, .data_mb = 96, .processes = 24, .files = 32},
    .reserves_memory = true,
};
