#include "bootstrap/launch/handler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/launch/interpreter.h"

static const char not_found[] = "Runtime.HandlerNotFound";
static const char no_module[] = "Runtime.ImportModuleError";
static const char malformed[] = "Runtime.MalformedHandlerName";
static const char no_entry[] = "Runtime.InvalidEntrypoint";
static const char bad_config[] = "Runtime.InvalidTaskConfig";

/* In the order they are looked for. */
static const char *const extensions[] = {"js", "mjs", "cjs", "ts", "mts"};

static bool is_file(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISREG(is.st_mode);
}

static bool is_module(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < COUNT(extensions); i++)
        if (!strcmp(dot + 1, extensions[i]))
            return true;
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
            return error_set_errno(err, "cannot tell the current folder");
        return true;
    }
    if (!realpath(s->task_root, h->root))
        return error_set_errno(err,
                               "LAMBDA_TASK_ROOT is \"%s\"; it must be the "
                               "function's folder",
                               s->task_root);
    if (stat(h->root, &is) != 0 || !S_ISDIR(is.st_mode))
        return error_set(err,
                         "LAMBDA_TASK_ROOT is \"%s\", a file; it must be the "
                         "function's folder",
                         s->task_root);
    return true;
}

/* A path may leave the function's folder only by being absolute. */
static bool has_dot_dot(const char *path)
{
    for (const char *at = strstr(path, ".."); at; at = strstr(at + 1, "..")) {
        bool begins = at == path || at[-1] == '/';
        if (begins && (at[2] == '\0' || at[2] == '/'))
            return true;
    }
    return false;
}

/* "package.module.function" → package/module.py, as Python's own clients have
 * it: the last dot ends the module's name, the others are folders. */
static bool find_python(struct handler *h, const char *name)
{
    char file[PATH_MAX];
    const char *export = strrchr(name, '.') + 1;

    if (!join(file, h->root, name) || strlen(file) + sizeof ".py" > PATH_MAX)
        return false;
    char *last = strrchr(file, '.');
    for (char *at = strrchr(file, '/'); at < last; at++)
        if (*at == '.')
            *at = '/';
    memcpy(last, ".py", sizeof ".py");
    if (!is_file(file))
        return false;
    memcpy(h->file, file, sizeof file);
    (void)snprintf(h->export, sizeof h->export, "%s", export);
    return true;
}

/* "dir/module.export" → dir/module.EXT and export. */
static bool find_module(struct handler *h, const char *name, const char **type,
                        struct error *err)
{
    char stem[PATH_MAX];
    char with[PATH_MAX];
    const char *slash = strrchr(name, '/');
    const char *dot = strchr(slash ? slash + 1 : name, '.');

    if (!dot) {
        *type = not_found;
        return error_set(err,
                         "The handler \"%s\" is no file in %s, and not of the "
                         "form module.export",
                         name, h->root);
    }
    if (dot == (slash ? slash + 1 : name) || dot[1] == '\0' ||
        snprintf(h->export, sizeof h->export, "%s", dot + 1) >= EXPORT_SIZE ||
        !join(stem, h->root, name)) {
        *type = malformed;
        return error_set(err, "Bad handler \"%.200s\": module.export is needed",
                         name);
    }
    stem[strlen(stem) - strlen(dot)] = '\0';
    for (size_t i = 0; i < COUNT(extensions); i++) {
        int size = snprintf(with, sizeof with, "%s.%s", stem, extensions[i]);
        if (size < PATH_MAX && is_file(with)) {
            memcpy(h->file, with, sizeof with);
            return true;
        }
    }
    if (find_python(h, name))
        return true;
    *type = no_module;
    return error_set(err,
                     "Cannot find module '%.*s': no .js, .mjs, .cjs, .ts, "
                     ".mts or .py of that name in %s",
                     (int)(dot - name), name, h->root);
}

static bool take_executable(struct handler *h, const char **type,
                            struct error *err)
{
    h->bridged = false;
    if (access(h->file, X_OK) == 0)
        return true;
    *type = no_entry;
    const char *dot = strrchr(h->file, '.');
    return error_set_errno(
        err, "cannot run %s (is chmod +x missing?%s)", h->file,
        dot && !strcmp(dot, ".py")
            ? " a function in it is called as module.function"
            : "");
}

/* No handler named: the function's bundle, else the runtime layer's own. */
static bool find_bundle(struct handler *h, const char **type, struct error *err)
{
    char folder[PATH_MAX];

    memcpy(h->export, "handler", sizeof "handler");
    if (join(h->file, h->root, "function.bundle.js") && is_file(h->file))
        return true;
    (void)snprintf(folder, sizeof folder, "%s", h->bridge);
    *strrchr(folder, '/') = '\0';
    if (join(h->file, folder, "function.bundle.js") && is_file(h->file))
        return true;
    *type = not_found;
    return error_set(
        err, "_HANDLER is not set and %s has no function.bundle.js", h->root);
}

static bool find_file(struct handler *h, const char *name, const char **type,
                      struct error *err)
{
    if (has_dot_dot(name)) {
        *type = malformed;
        return error_set(err, "Bad handler \"%.200s\": '..' must not be in it",
                         name);
    }
    if (!join(h->file, h->root, name)) {
        *type = malformed;
        return error_set(err, "Bad handler \"%.200s\": it is too long", name);
    }
    if (!is_file(h->file))
        return find_module(h, name, type, err);
    if (!is_module(h->file))
        return take_executable(h, type, err);
    memcpy(h->export, "handler", sizeof "handler");
    return true;
}

/* Interpreters look for a module's imports beside the file itself, and Deno may
 * not follow a link without a permission. */
static void follow_links(struct handler *h)
{
    char file[PATH_MAX];

    if (realpath(h->file, file))
        memcpy(h->file, file, sizeof file);
}

/* How a bridged handler answers is its own business, but for the way in which
 * a web handler's response goes out. */
static bool check_output(const struct settings *s, const char **type,
                         struct error *err)
{
    if (s->output == OUTPUT_JSON || s->output == OUTPUT_STREAM_HTTP)
        return true;
    *type = bad_config;
    return error_set(err,
                     "DAYFLY_OUTPUT must be json or stream-http for a "
                     "module's handler; text and stream are for plain "
                     "executables");
}

static bool check_reuse(const struct settings *s, const char **type,
                        struct error *err)
{
    if (s->reuse <= 1)
        return true;
    *type = bad_config;
    return error_set(err,
                     "DAYFLY_REUSE must be 1 for a plain executable, which "
                     "ends with its event");
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
    if (!bridge_find(h->bridge, h->file, s, err)) {
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
