#include "bootstrap/launch/handler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/launch/engines.h"
#include "bootstrap/launch/interpreter.h"
#include "common/buf.h"
#include "common/function/default_handlers.h"

static const char not_found[] = "Runtime.HandlerNotFound";
static const char no_module[] = "Runtime.ImportModuleError";
static const char malformed[] = "Runtime.MalformedHandlerName";
static const char no_entry[] = "Runtime.InvalidEntrypoint";
static const char bad_config[] = "Runtime.InvalidTaskConfig";

/* One extension of modules, and the interpreter that lists it first. */
struct module_kind {
    const struct engine *engine;
    const char *extension;
};

static bool is_file(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISREG(is.st_mode);
}

/* The n-th extension that any interpreter runs, in the order in which files are
 * searched for. False: there are fewer. */
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

static bool join(char to[PATH_MAX], const char *folder, const char *name)
{
    int size = *name == '/' ? snprintf(to, PATH_MAX, "%s", name)
                            : snprintf(to, PATH_MAX, "%s/%s", folder, name);

    return size > 0 && size < PATH_MAX;
}

static bool find_root(struct handler *h, const struct settings *s,
                      struct error *err)
{
    struct stat is;

    if (!s->task_root || !*s->task_root) {
        if (!getcwd(h->root, sizeof h->root))
            return error_set_errno(err, "cannot determine the current folder");
        return true;
    }
    if (!realpath(s->task_root, h->root))
        return error_set_errno(err,
                               "LAMBDA_TASK_ROOT is \"%s\"; it must be the "
                               "function's folder",
                               s->task_root);
    if (stat(h->root, &is) != 0 || !S_ISDIR(is.st_mode))
        return error_set(
            err,
            "LAMBDA_TASK_ROOT is \"%s\", not a folder; it must be the "
            "function's folder",
            s->task_root);
    return true;
}

/* Only an absolute path may lead out of the function's folder. */
static bool has_dot_dot(const char *path)
{
    for (const char *at = strstr(path, ".."); at; at = strstr(at + 1, "..")) {
        bool begins = at == path || at[-1] == '/';
        if (begins && (at[2] == '\0' || at[2] == '/'))
            return true;
    }
    return false;
}

/* The dot that separates the module's name from the function's. */
static const char *separator_of(const char *name, bool dotted_packages)
{
    const char *slash = strrchr(name, '/');

    return dotted_packages ? strrchr(name, '.')
                           : strchr(slash ? slash + 1 : name, '.');
}

/* "dir/module.a.b" → dir/module.EXT, function a.b; with dotted packages
 * "package.module.function" → package/module.EXT, function. */
static bool find_file_of(struct handler *h, const char *name,
                         const struct module_kind *kind)
{
    char path[PATH_MAX];
    char file[PATH_MAX];
    const char *dot = separator_of(name, kind->engine->dotted_packages);

    int size = snprintf(path, sizeof path, "%.*s.%s", (int)(dot - name), name,
                        kind->extension);
    if (size >= PATH_MAX)
        return false;
    char *slash = strrchr(path, '/');
    for (char *at = slash ? slash : path; at < path + (dot - name); at++)
        if (*at == '.')
            *at = '/';
    if (!join(file, h->root, path) || !is_file(file))
        return false;
    memcpy(h->file, file, sizeof file);
    (void)snprintf(h->export, sizeof h->export, "%s", dot + 1);
    return true;
}

static bool fail_without_module(const struct handler *h, const char *name,
                                struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF(1024);
    struct module_kind kind;
    bool ok = true;
    const char *dot = separator_of(name, false);

    for (size_t n = 0; module_kind_at(n, &kind); n++)
        ok = ok && buf_printf(&all, "%s.%s", n > 0 ? ", " : "", kind.extension);
    return error_set(err,
                     "Cannot find module '%.*s': %s contains no file of that "
                     "name with one of the extensions %s",
                     (int)(dot - name), name, h->root, ok ? all.data : "");
}

/* "dir/module.function" → a module's file, and the function in it. */
static bool find_module(struct handler *h, const char *name, const char **type,
                        struct error *err)
{
    char path[PATH_MAX];
    struct module_kind kind;
    const char *dot = separator_of(name, false);

    if (!dot) {
        *type = not_found;
        return error_set(err,
                         "The handler \"%s\" is not a file in %s, and not of "
                         "the form module.function",
                         name, h->root);
    }
    if (dot == name || dot[-1] == '/' || dot[1] == '\0' ||
        strlen(dot + 1) >= EXPORT_SIZE || !join(path, h->root, name)) {
        *type = malformed;
        return error_set(err,
                         "Bad handler \"%.200s\": it must have the form "
                         "module.function",
                         name);
    }
    for (size_t n = 0; module_kind_at(n, &kind); n++)
        if (find_file_of(h, name, &kind))
            return true;
    *type = no_module;
    return fail_without_module(h, name, err);
}

static bool take_executable(struct handler *h, const char **type,
                            struct error *err)
{
    h->bridged = false;
    if (access(h->file, X_OK) == 0)
        return true;
    *type = no_entry;
    return error_set_errno(err, "cannot run %s (is chmod +x missing?%s)",
                           h->file,
                           interpreter_preferred(h->file)
                               ? " a function in it is named as module.function"
                               : "");
}

/* _HANDLER is not set: the bundle of the function, otherwise of the runtime
 * layer. */
static bool find_bundle(struct handler *h, const char **type, struct error *err)
{
    char folder[PATH_MAX];

    memcpy(h->export, BUNDLE_FUNCTION, sizeof BUNDLE_FUNCTION);
    if (join(h->file, h->root, BUNDLE_FILE) && is_file(h->file))
        return true;
    (void)snprintf(folder, sizeof folder, "%s", h->bridge);
    *strrchr(folder, '/') = '\0';
    if (join(h->file, folder, BUNDLE_FILE) && is_file(h->file))
        return true;
    *type = not_found;
    return error_set(err, "_HANDLER is not set and %s has no " BUNDLE_FILE,
                     h->root);
}

static bool find_file(struct handler *h, const char *name, const char **type,
                      struct error *err)
{
    if (has_dot_dot(name)) {
        *type = malformed;
        return error_set(
            err, "Bad handler \"%.200s\": it must not contain '..'", name);
    }
    if (!join(h->file, h->root, name)) {
        *type = malformed;
        return error_set(err, "Bad handler \"%.200s\": it is too long", name);
    }
    if (!is_file(h->file))
        return find_module(h, name, type, err);
    const struct engine *engine = interpreter_preferred(h->file);
    if (!engine || !engine->default_function)
        return take_executable(h, type, err);
    (void)snprintf(h->export, sizeof h->export, "%s", engine->default_function);
    return true;
}

/* Interpreters resolve a module's imports from the folder of the file itself,
 * and Deno needs a permission to follow a link. */
static void follow_links(struct handler *h)
{
    char file[PATH_MAX];

    if (realpath(h->file, file))
        memcpy(h->file, file, sizeof file);
}

/* A handler in a module chooses the form of its response itself, except that a
 * `fetch` handler's response can be streamed. */
static bool check_output(const struct settings *s, const char **type,
                         struct error *err)
{
    if (s->output == OUTPUT_JSON || s->output == OUTPUT_STREAM_HTTP)
        return true;
    *type = bad_config;
    return error_set(err,
                     "DAYFLY_OUTPUT must be json or stream-http for a handler "
                     "in a module; text and stream are for executables");
}

static bool check_reuse(const struct settings *s, const char **type,
                        struct error *err)
{
    if (s->reuse <= 1)
        return true;
    *type = bad_config;
    return error_set(err,
                     "DAYFLY_REUSE must be 1 for an executable, which ends "
                     "with its event");
}

bool handler_find(struct handler *h, const struct settings *s,
                  const char **type, struct error *err)
{
    *h = (struct handler){.bridged = true};
    *type = not_found;
    if (!find_root(h, s, err))
        return false;
    if (*s->handler && !find_file(h, s->handler, type, err))
        return false;
    if (!h->bridged)
        return check_reuse(s, type, err);
    if (!check_output(s, type, err))
        return false;
    if (!bridge_find(h->bridge, *s->handler ? h->file : BUNDLE_FILE, s, err)) {
        *type = no_entry;
        return false;
    }
    if (!*s->handler && !find_bundle(h, type, err))
        return false;
    follow_links(h);
    *type = no_entry;
    return interpreter_find(h->interpreter, &h->engine, h->file, s, err) &&
           bridge_for_engine(h->bridge, h->engine, err);
}
