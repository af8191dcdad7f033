#include "bootstrap/interpreter.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = {
    [ENGINE_NODE] = "node",
    [ENGINE_DENO] = "deno",
    [ENGINE_BUN] = "bun",
};

static const enum engine for_typescript[] = {ENGINE_DENO, ENGINE_BUN,
                                             ENGINE_NODE};
static const enum engine for_javascript[] = {ENGINE_NODE, ENGINE_DENO,
                                             ENGINE_BUN};

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

    for (size_t i = 0; i < COUNT(names); i++)
        if (!strncmp(base, names[i], strlen(names[i])))
            return (enum engine)i;
    return ENGINE_NODE;
}

static bool take_named(char path[PATH_MAX], const struct settings *s,
                       struct fault *f)
{
    const char *name = s->interpreter;

    if (!strchr(name, '/')) {
        if (look_for(name, s, path))
            return true;
        return fault_set(f,
                         "DAYFLY_INTERPRETER is \"%s\", which is not in "
                         "/opt/bin, /opt/nodejs/bin or PATH",
                         name);
    }
    if (make_absolute(path, name) && can_run(path))
        return true;
    return fault_set(
        f, "DAYFLY_INTERPRETER is \"%.500s\", which is no executable", name);
}

bool interpreter_find(char path[PATH_MAX], enum engine *engine,
                      const char *module, const struct settings *s,
                      struct fault *f)
{
    const char *dot = strrchr(module, '.');
    bool typed = dot && (!strcmp(dot, ".ts") || !strcmp(dot, ".mts"));
    const enum engine *order = typed ? for_typescript : for_javascript;

    if (s->interpreter) {
        if (!take_named(path, s, f))
            return false;
        *engine = engine_of(path);
        return true;
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        if (look_for(names[order[i]], s, path)) {
            *engine = order[i];
            return true;
        }
    }
    return fault_set(f,
                     "no interpreter for %s: none of node, deno and bun is in "
                     "/opt/bin, /opt/nodejs/bin or PATH; add a layer with one "
                     "or set DAYFLY_INTERPRETER",
                     module);
}

bool bridge_find(char path[PATH_MAX], const struct settings *s, struct fault *f)
{
    static const char *const beside[] = {
        "dayfly/runtime.js", "../bridge/runtime.js", "../../bridge/runtime.js"};
    char self[PATH_MAX - 32];

    if (s->bridge) {
        if (make_absolute(path, s->bridge) && access(path, R_OK) == 0)
            return true;
        return fault_errno(f, "DAYFLY_BRIDGE is \"%s\"", s->bridge);
    }
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    self[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(self, '/');
    for (size_t i = 0; slash && i < COUNT(beside); i++) {
        (void)snprintf(path, PATH_MAX, "%.*s/%s", (int)(slash - self), self,
                       beside[i]);
        if (access(path, R_OK) == 0)
            return true;
    }
    (void)snprintf(path, PATH_MAX, "/opt/dayfly/runtime.js");
    if (access(path, R_OK) == 0)
        return true;
    return fault_set(f,
                     "the bridge, runtime.js, is neither beside the "
                     "bootstrap nor in /opt/dayfly; set DAYFLY_BRIDGE");
}
