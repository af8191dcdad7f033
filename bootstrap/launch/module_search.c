#include "bootstrap/launch/module_search.h"

#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/launch/engines.h"
#include "common/buf.h"
#include "common/function/path.h"

/* One extension of modules, and the interpreter that lists it first. */
struct module_kind {
    const struct engine *engine;
    const char *extension;
};

/* What a handler's name is for one language: a path below a folder, and the
 * function. */
struct module_name {
    char path[PATH_MAX];
    const char *function;
};

/* False: there are fewer. */
static bool module_kind_at(size_t n, struct module_kind *kind)
{
    for (size_t e = 0; engines[e]; e++)
        for (size_t i = 0; engines[e]->modules[i].extension; i++) {
            const char *extension = engines[e]->modules[i].extension;
            char name[32];
            bool seen = false;
            (void)snprintf(name, sizeof name, ".%s", extension);
            for (size_t before = 0; before < e && !seen; before++)
                seen = engine_rank(engines[before], name) > 0;
            if (!seen && n-- == 0) {
                *kind = (struct module_kind){engines[e], extension};
                return true;
            }
        }
    return false;
}

/* Interpreters of one language have the same bridge. */
static bool is_language(const struct engine *engine, const struct engine *of)
{
    return !of || !strcmp(engine->bridge, of->bridge);
}

const char *module_extension(size_t n, const struct engine *named)
{
    struct module_kind kind;

    for (size_t i = 0; module_kind_at(i, &kind); i++)
        if (is_language(kind.engine, named) && n-- == 0)
            return kind.extension;
    return NULL;
}

const char *module_separator(const char *name, bool dotted_packages)
{
    const char *slash = strrchr(name, '/');

    return dotted_packages ? strrchr(name, '.')
                           : strchr(slash ? slash + 1 : name, '.');
}

static bool parse_name(struct module_name *to, const char *name,
                       const struct engine *engine)
{
    const char *dot = module_separator(name, engine->dotted_packages);
    int size =
        snprintf(to->path, sizeof to->path, "%.*s", (int)(dot - name), name);

    if (size >= PATH_MAX)
        return false;
    char *slash = strrchr(to->path, '/');
    for (char *at = slash ? slash : to->path; *at; at++)
        if (*at == '.')
            *at = '/';
    to->function = dot + 1;
    return true;
}

static bool take(struct handler *h, const char *file, const char *function)
{
    if (!path_is_file(file))
        return false;
    (void)snprintf(h->file, sizeof h->file, "%s", file);
    (void)snprintf(h->export, sizeof h->export, "%s", function);
    return true;
}

/* PATH and an ending, which may be empty. */
static bool take_path(struct handler *h, const char *path, const char *ending,
                      const char *function)
{
    char file[PATH_MAX];

    return snprintf(file, sizeof file, "%s%s", path, ending) < PATH_MAX &&
           take(h, file, function);
}

/* "main" of a package.json is a file, with or without its extension, or a
 * folder. */
static bool take_main(struct handler *h, const char *folder,
                      const char *function)
{
    static const char *const endings[] = {"", ".js", ".mjs", ".cjs",
                                          "/index.js"};
    char path[PATH_MAX];

    if (snprintf(path, sizeof path, "%s/package.json", folder) >= PATH_MAX)
        return false;
    json_t *package = json_load_file(path, 0, NULL);
    const char *name = json_string_value(json_object_get(package, "main"));
    bool found = false;
    if (name && snprintf(path, sizeof path, "%s/%s", folder, name) < PATH_MAX)
        for (size_t i = 0; i < COUNT(endings) && !found; i++)
            found = take_path(h, path, endings[i], function);
    json_decref(package);
    return found;
}

/* MODULE.TAG.so, as C extensions of Python are named. */
static bool take_tagged(struct handler *h, const char *path,
                        const char *function)
{
    char pattern[PATH_MAX];
    glob_t found;

    if (snprintf(pattern, sizeof pattern, "%s.*.so", path) >= PATH_MAX ||
        glob(pattern, 0, NULL, &found) != 0)
        return false;
    bool ok = take(h, found.gl_pathv[0], function);
    globfree(&found);
    return ok;
}

/* The module is a folder, or a file whose name says more than its extension. */
static bool take_package(struct handler *h, const char *path,
                         const struct module_kind *kind, const char *function)
{
    char ending[32];

    if (kind->engine->dotted_packages) {
        (void)snprintf(ending, sizeof ending, "/__init__.%s", kind->extension);
        return take_path(h, path, ending, function) ||
               take_tagged(h, path, function);
    }
    (void)snprintf(ending, sizeof ending, "/index.%s", kind->extension);
    return take_main(h, path, function) || take_path(h, path, ending, function);
}

/* In this folder; or, if the name is a path from the root, there. */
static bool search_in(struct handler *h, const char *folder, const char *name,
                      bool packages, const struct engine *language)
{
    struct module_kind kind;
    struct module_name parts;
    char path[PATH_MAX];
    char ending[32];

    for (size_t n = 0; module_kind_at(n, &kind); n++) {
        if (!is_language(kind.engine, language) ||
            !parse_name(&parts, name, kind.engine))
            continue;
        int size = *name == '/'
                       ? snprintf(path, PATH_MAX, "%s", parts.path)
                       : snprintf(path, PATH_MAX, "%s/%s", folder, parts.path);
        if (size >= PATH_MAX)
            continue;
        (void)snprintf(ending, sizeof ending, ".%s", kind.extension);
        if (packages ? take_package(h, path, &kind, parts.function)
                     : take_path(h, path, ending, parts.function))
            return true;
    }
    return false;
}

static bool search_all(struct handler *h, const char *folder, const char *name,
                       const struct engine *language)
{
    return search_in(h, folder, name, false, language) ||
           search_in(h, folder, name, true, language);
}

static bool search_packages(struct handler *h, const char *name,
                            const struct engine *engine)
{
    char pattern[PATH_MAX];
    bool done = false;

    for (size_t i = 0; engine->packages[i] && !done; i++) {
        glob_t found;
        if (!path_join(pattern, h->root, engine->packages[i]) ||
            glob(pattern, 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc && !done; k++)
            done = search_all(h, found.gl_pathv[k], name, engine);
        globfree(&found);
    }
    return done;
}

static bool search_language(struct handler *h, const char *name,
                            const struct engine *language)
{
    if (search_all(h, h->root, name, language))
        return true;
    for (size_t e = 0; engines[e] && *name != '/'; e++)
        if (is_language(engines[e], language) &&
            search_packages(h, name, engines[e]))
            return true;
    return false;
}

bool module_search(struct handler *h, const char *name,
                   const struct engine *named)
{
    return (named && search_language(h, name, named)) ||
           search_language(h, name, NULL);
}
