#include "bootstrap/launch/interpreter.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* `name` is looked for; a path that is told is known by how its name begins. */
static const struct known {
    const char *name;
    const char *begins;
} known[] = {
    [ENGINE_NODE] = {"node", "node"},        [ENGINE_DENO] = {"deno", "deno"},
    [ENGINE_BUN] = {"bun", "bun"},           [ENGINE_QJS] = {"qjs", "qjs"},
    [ENGINE_PYTHON] = {"python3", "python"},
};

/* qjs has no interface but the language's own: the last resort for JavaScript,
 * and none for TypeScript. */
static const struct order {
    size_t count;
    enum engine engines[4];
    const char *none; /* what there is none of */
} for_typescript = {3,
                    {ENGINE_DENO, ENGINE_BUN, ENGINE_NODE},
                    "none of node, deno and bun is"},
  for_javascript = {4,
                    {ENGINE_NODE, ENGINE_DENO, ENGINE_BUN, ENGINE_QJS},
                    "none of node, deno, bun and qjs is"},
  for_python = {1, {ENGINE_PYTHON}, "no python3 is"};

static bool can_run(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISREG(is.st_mode) &&
           access(path, X_OK) == 0;
}

/* Folders are separated by ':'; an empty one is passed over, since the current
 * folder is the function's. */
static bool look_in(const char *folders, const char *name, char to[PATH_MAX])
{
    while (*folders) {
        int size = (int)strcspn(folders, ":");
        if (size > 0 && *folders == '/' &&
            snprintf(to, PATH_MAX, "%.*s/%s", size, folders, name) < PATH_MAX &&
            can_run(to))
            return true;
        folders += size + (folders[size] == ':');
    }
    return false;
}

static bool look_for(const char *name, const struct settings *s,
                     char to[PATH_MAX])
{
    return look_in("/opt/bin:/opt/nodejs/bin", name, to) ||
           look_in(s->path, name, to);
}

/* A path that is not absolute is one from our folder, not the function's. */
static bool make_absolute(char path[PATH_MAX], const char *told)
{
    char here[PATH_MAX];

    if (*told == '/')
        return snprintf(path, PATH_MAX, "%s", told) < PATH_MAX;
    return getcwd(here, sizeof here) &&
           snprintf(path, PATH_MAX, "%s/%s", here, told) < PATH_MAX;
}

/* By its name: node, node20, /opt/deno-2/deno, … Others are run like Node. */
static enum engine engine_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;

    for (size_t i = 0; i < COUNT(known); i++)
        if (!strncmp(base, known[i].begins, strlen(known[i].begins)))
            return (enum engine)i;
    return ENGINE_NODE;
}

static bool take_named(char path[PATH_MAX], const struct settings *s,
                       struct error *err)
{
    const char *name = s->interpreter;

    if (!strchr(name, '/')) {
        if (look_for(name, s, path))
            return true;
        return error_set(err,
                         "DAYFLY_INTERPRETER is \"%s\", which is not in "
                         "/opt/bin, /opt/nodejs/bin or PATH",
                         name);
    }
    if (make_absolute(path, name) && can_run(path))
        return true;
    return error_set(
        err, "DAYFLY_INTERPRETER is \"%.500s\", which is no executable", name);
}

static bool ends_in(const char *path, const char *extension)
{
    const char *dot = strrchr(path, '.');

    return dot && !strcmp(dot, extension);
}

bool interpreter_is_python(const char *module)
{
    return ends_in(module, ".py");
}

static const struct order *order_for(const char *module)
{
    if (interpreter_is_python(module))
        return &for_python;
    if (ends_in(module, ".ts") || ends_in(module, ".mts"))
        return &for_typescript;
    return &for_javascript;
}

static bool check_language(enum engine engine, const char *module,
                           const struct settings *s, struct error *err)
{
    bool python = interpreter_is_python(module);

    if (python == (engine == ENGINE_PYTHON))
        return true;
    return error_set(err,
                     "DAYFLY_INTERPRETER is \"%.500s\", which is no "
                     "interpreter for %s: it needs %s",
                     s->interpreter, module,
                     python ? "a Python" : "node, deno, bun or qjs");
}

bool interpreter_find(char path[PATH_MAX], enum engine *engine,
                      const char *module, const struct settings *s,
                      struct error *err)
{
    const struct order *order = order_for(module);

    if (s->interpreter) {
        if (!take_named(path, s, err))
            return false;
        *engine = engine_of(path);
        return check_language(*engine, module, s, err);
    }
    for (size_t i = 0; i < order->count; i++) {
        if (look_for(known[order->engines[i]].name, s, path)) {
            *engine = order->engines[i];
            return true;
        }
    }
    return error_set(err,
                     "no interpreter for %s: %s in /opt/bin, /opt/nodejs/bin "
                     "or PATH; add a layer with one or set DAYFLY_INTERPRETER",
                     module, order->none);
}

/* Beside the executable: in a layer, in build/, in an installation of the
 * host. */
static bool look_beside(char path[PATH_MAX], const char *name)
{
    static const char *const beside[] = {"dayfly/", "bridge/", "../bridge/",
                                         "../../bridge/"};
    char self[PATH_MAX - 32];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);

    self[size > 0 ? size : 0] = '\0';
    const char *slash = strrchr(self, '/');
    for (size_t i = 0; slash && i < COUNT(beside); i++) {
        (void)snprintf(path, PATH_MAX, "%.*s/%s%s", (int)(slash - self), self,
                       beside[i], name);
        if (access(path, R_OK) == 0)
            return true;
    }
    return false;
}

bool bridge_find(char path[PATH_MAX], const char *module,
                 const struct settings *s, struct error *err)
{
    const char *name =
        interpreter_is_python(module) ? "runtime.py" : "runtime.js";

    if (s->bridge) {
        if (make_absolute(path, s->bridge) && access(path, R_OK) == 0)
            return true;
        return error_set_errno(
            err,
            "DAYFLY_BRIDGE is \"%.512s\"; it must be the path "
            "of dayfly's %s",
            s->bridge, name);
    }
    if (look_beside(path, name))
        return true;
    (void)snprintf(path, PATH_MAX, "/opt/dayfly/%s", name);
    if (access(path, R_OK) == 0)
        return true;
    return error_set(err,
                     "the bridge, %s, is neither beside the bootstrap nor in "
                     "/opt/dayfly; set DAYFLY_BRIDGE",
                     name);
}

bool bridge_for_engine(char path[PATH_MAX], enum engine engine,
                       struct error *err)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash + 1 - path) : 0;

    if (engine != ENGINE_QJS)
        return true;
    if (folder + sizeof "qjs.mjs" > PATH_MAX)
        return error_set(err, "the path of the bridge for qjs is too long");
    memcpy(path + folder, "qjs.mjs", sizeof "qjs.mjs");
    return access(path, R_OK) == 0 ||
           error_set_errno(err, "the bridge, %s", path);
}
