#include "bootstrap/launch/engine_deno.h"

#include <jansson.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/flag_words.h"
#include "bootstrap/launch/handler.h"
#include "common/function/jsonc_file.h"
#include "common/json/json_string.h"
#include "bootstrap/launch/folder_variables.h"

static const char url_plain[] =
    "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

/* The path is part of a file URL in JSON in a data URL. Characters that are
 * plain in all three are kept. The others are written as %XX for the file URL,
 * and the '%' of it as %25 for the data URL. */
static bool add_url_path(struct buf *words, const char *path)
{
    for (; *path; path++) {
        bool ok = strchr(url_plain, *path)
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

/* Any text, as part of a data URL. */
static bool add_url_text(struct buf *words, const struct buf *text)
{
    for (size_t i = 0; i < text->size; i++) {
        unsigned char c = (unsigned char)text->data[i];
        bool ok = c && strchr(url_plain, c) ? buf_add(words, &c, 1)
                                            : buf_printf(words, "%%%02X", c);
        if (!ok)
            return false;
    }
    return true;
}

/* A name or target of an import map, as a JSON string in a data URL. What is
 * relative begins at the folder. */
static bool add_import(struct buf *words, const char *text, const char *folder)
{
    AUTO(struct buf, buf_free) url = BUF(8 * PATH_MAX);
    AUTO(struct buf, buf_free) string = BUF(16 * PATH_MAX);
    AUTO(struct buf, buf_free) path = BUF(2 * PATH_MAX);
    bool is_path =
        *text == '/' || !strncmp(text, "./", 2) || !strncmp(text, "../", 3);
    bool ok = !is_path ? buf_add_str(&url, text)
                       : buf_printf(&path, "%s%s%s", *text == '/' ? "" : folder,
                                    *text == '/' ? "" : "/", text) &&
                             buf_add_str(&url, "file://") &&
                             add_url_text(&url, &path);

    return ok && json_add_string(&string, url.data, url.size) &&
           add_url_text(words, &string);
}

static bool add_imports(struct buf *words, const json_t *imports,
                        const char *folder)
{
    const char *name;
    json_t *target;

    json_object_foreach((json_t *)(uintptr_t)imports, name, target)
    {
        if (json_is_string(target) &&
            !(buf_add_str(words, ",") && add_import(words, name, folder) &&
              buf_add_str(words, ":") &&
              add_import(words, json_string_value(target), folder)))
            return false;
    }
    return true;
}

/* The names of a scope follow a member that is no name of a module. */
static bool add_scopes(struct buf *words, const json_t *scopes,
                       const char *folder)
{
    const char *prefix;
    const char *before = ",\"scopes\":{";
    json_t *imports;

    json_object_foreach((json_t *)(uintptr_t)scopes, prefix, imports)
    {
        if (!buf_add_str(words, before) || !add_import(words, prefix, folder) ||
            !buf_add_str(words, ":{\"dayfly-none:\":null") ||
            !add_imports(words, imports, folder) || !buf_add_str(words, "}"))
            return false;
        before = ",";
    }
    return *before != ',' || before[1] || buf_add_str(words, "}");
}

/* What has `imports`: deno.json, deno.jsonc, or the file that its `importMap`
 * names. path: where it is. */
static json_t *load_imports(const struct handler *h, char path[PATH_MAX],
                            struct error *err)
{
    static const char *const names[] = {"deno.json", "deno.jsonc"};
    json_t *config = NULL;

    for (size_t i = 0; i < COUNT(names) && !config && !*err->text; i++)
        if (snprintf(path, PATH_MAX, "%s/%s", h->root, names[i]) < PATH_MAX)
            config = jsonc_file_load(path, err);
    const char *map = json_string_value(json_object_get(config, "importMap"));
    if (!map || strstr(map, "://") ||
        snprintf(path, PATH_MAX, "%s/%s", *map == '/' ? "" : h->root, map) >=
            PATH_MAX)
        return config;
    json_t *named = jsonc_file_load(path, err);
    if (!named && !*err->text)
        (void)error_set(err, "%s, which deno.json names, is missing", path);
    json_decref(config);
    return named;
}

static bool check_config(const struct handler *h, struct error *err)
{
    char path[PATH_MAX];
    struct error why = ERROR_NONE;

    json_decref(load_imports(h, path, &why));
    if (*why.text)
        *err = why;
    return !*why.text;
}

/* Without any permission Deno imports only what an import map names, so the map
 * names the function's module, besides what the function's own names. Without a
 * DENO_DIR that the user has set there is no cache, so remote modules are
 * refused. */
static bool add_flags(struct buf *words, const struct handler *h,
                      const struct settings *s, bool is_template)
{
    char folder[PATH_MAX];
    struct error err = ERROR_NONE;
    json_t *own = load_imports(h, folder, &err);

    if (own)
        *strrchr(folder, '/') = '\0';
    bool ok =
        flag_words_add(words, s->deno_dir ? "--cached-only" : "--no-remote") &&
        buf_add_str(words,
                    "--import-map=data:application/json,"
                    "{\"imports\":{\"dayfly-function\":\"file://") &&
        add_url_path(words, h->file) &&
        (!is_template || add_template(words, h->bridge)) &&
        buf_add_str(words, "\"") &&
        add_imports(words, json_object_get(own, "imports"), folder) &&
        buf_add_str(words, "}") &&
        add_scopes(words, json_object_get(own, "scopes"), folder) &&
        flag_words_add(words, "}");
    json_decref(own);
    return ok;
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
    .refused_flags = {"--import-map", "--config", "-c", "--lock"},
    .check_config = check_config,
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
