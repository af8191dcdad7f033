#include "bootstrap/launch/handler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/launch/engines.h"
#include "bootstrap/launch/interpreter.h"
#include "bootstrap/launch/module_search.h"
#include "common/buf.h"
#include "common/function/default_handlers.h"
#include "common/function/path.h"

static const char not_found[] = "Runtime.HandlerNotFound";
static const char no_module[] = "Runtime.ImportModuleError";
static const char malformed[] = "Runtime.MalformedHandlerName";
static const char no_entry[] = "Runtime.InvalidEntrypoint";
static const char bad_config[] = "Runtime.InvalidTaskConfig";

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

/* As Lambda says it of Python: imports have dots. */
static bool fail_import(const char *name, struct error *err)
{
    const char *dot = strrchr(name, '.');
    char module[PATH_MAX];

    (void)snprintf(module, sizeof module, "%.*s", (int)(dot - name), name);
    for (char *at = module; *at; at++)
        if (*at == '/')
            *at = '.';
    return error_set(err,
                     "Unable to import module '%.*s': No module named '%s'",
                     (int)(dot - name), name, module);
}

static bool fail_without_module(const struct handler *h, const char *name,
                                const struct engine *named, struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF(1024);
    const char *extension;
    bool ok = true;
    const char *dot = module_separator(name, false);

    if (named && named->dotted_packages)
        return fail_import(name, err);
    for (size_t n = 0; (extension = module_extension(n, named)); n++)
        ok = ok && buf_printf(&all, "%s.%s", n > 0 ? ", " : "", extension);
    return error_set(err,
                     "Cannot find module '%.*s': neither %s nor a layer "
                     "contains a file or package of that name with one of the "
                     "extensions %s",
                     (int)(dot - name), name, h->root, ok ? all.data : "");
}

/* "dir/module.function" → a module's file, and the function in it. */
static bool find_module(struct handler *h, const struct settings *s,
                        const char **type, struct error *err)
{
    const char *name = s->handler;
    char path[PATH_MAX];
    const char *dot = module_separator(name, false);

    if (!dot) {
        *type = not_found;
        return error_set(err,
                         "The handler \"%s\" is not a file in %s, and not of "
                         "the form module.function; if it is a program that "
                         "must be compiled, do that first",
                         name, h->root);
    }
    if (dot == name || dot[-1] == '/' || dot[1] == '\0' ||
        strlen(dot + 1) >= EXPORT_SIZE || !path_join(path, h->root, name)) {
        *type = malformed;
        return error_set(err,
                         "Bad handler \"%.200s\": it must have the form "
                         "module.function",
                         name);
    }
    if (module_search(h, name, interpreter_named(s)))
        return true;
    *type = no_module;
    return fail_without_module(h, name, interpreter_named(s), err);
}

/* A host keeps what worked if the program cannot be run. */
static bool take_executable(struct handler *h, const struct settings *s,
                            const char **type, struct error *err)
{
    h->bridged = false;
    *type = no_entry;
    if (s->channel)
        exec_mark_read(&h->mark, h->file);
    if (access(h->file, X_OK) == 0)
        return !s->channel || exec_check(h->file, err);
    return error_set_errno(err, "cannot run %s (is chmod +x missing?%s)",
                           h->file,
                           interpreter_preferred(h->file)
                               ? " a function in it is named as module.function"
                               : "");
}

bool handler_has_changed(const struct handler *h)
{
    return h->mark.changed.tv_sec && !exec_mark_is_same(&h->mark, h->file);
}

/* _HANDLER is not set: the bundle of the function, otherwise of the runtime
 * layer. */
static bool find_bundle(struct handler *h, const char **type, struct error *err)
{
    char folder[PATH_MAX];

    memcpy(h->export, BUNDLE_FUNCTION, sizeof BUNDLE_FUNCTION);
    if (path_join(h->file, h->root, BUNDLE_FILE) && path_is_file(h->file))
        return true;
    (void)snprintf(folder, sizeof folder, "%s", h->bridge);
    *strrchr(folder, '/') = '\0';
    if (path_join(h->file, folder, BUNDLE_FILE) && path_is_file(h->file))
        return true;
    *type = not_found;
    return error_set(err, "_HANDLER is not set and %s has no " BUNDLE_FILE,
                     h->root);
}

static bool find_file(struct handler *h, const struct settings *s,
                      const char **type, struct error *err)
{
    const char *name = s->handler;

    if (has_dot_dot(name)) {
        *type = malformed;
        return error_set(
            err, "Bad handler \"%.200s\": it must not contain '..'", name);
    }
    if (!path_join(h->file, h->root, name)) {
        *type = malformed;
        return error_set(err, "Bad handler \"%.200s\": it is too long", name);
    }
    if (!path_is_file(h->file))
        return find_module(h, s, type, err);
    const struct engine *engine = interpreter_preferred(h->file);
    if (!engine || !engine->default_function)
        return take_executable(h, s, type, err);
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
    if (*s->handler && !find_file(h, s, type, err))
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
