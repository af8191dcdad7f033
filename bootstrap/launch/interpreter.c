#include "bootstrap/launch/interpreter.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bootstrap/launch/engines.h"
#include "common/buf.h"

enum { NAMES_SIZE = 256 };

static bool can_run(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISREG(is.st_mode) &&
           access(path, X_OK) == 0;
}

/* folders: separated by ':'. Empty and relative ones are skipped, because they
 * would name the function's folder. */
static bool search_in(const char *folders, const char *name, char to[PATH_MAX])
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

static bool search(const char *name, const struct settings *s,
                   char to[PATH_MAX])
{
    return search_in("/opt/bin:/opt/nodejs/bin", name, to) ||
           search_in(s->path, name, to);
}

/* A relative path starts at the bootstrap's current folder, not at the
 * function's. */
static bool make_absolute(char path[PATH_MAX], const char *name)
{
    char current[PATH_MAX];

    if (*name == '/')
        return snprintf(path, PATH_MAX, "%s", name) < PATH_MAX;
    return getcwd(current, sizeof current) &&
           snprintf(path, PATH_MAX, "%s/%s", current, name) < PATH_MAX;
}

/* The n-th interpreter for a module, in the order of preference, from 1 on;
 * NULL: there are fewer. */
static const struct engine *engine_at(const char *module, int rank)
{
    for (size_t i = 0; engines[i]; i++)
        if (engine_rank(engines[i], module) == rank)
            return engines[i];
    return NULL;
}

const struct engine *interpreter_preferred(const char *module)
{
    return engine_at(module, 1);
}

/* By the file's name: node, node20, /opt/deno-2/deno. The first one is the
 * default. */
static const struct engine *engine_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;

    for (size_t i = 1; engines[i]; i++)
        if (!strncmp(base, engines[i]->name, strlen(engines[i]->name)))
            return engines[i];
    return engines[0];
}

const struct engine *interpreter_named(const struct settings *s)
{
    return s->interpreter ? engine_of(s->interpreter) : NULL;
}

/* The executables that run the module: "node, deno, bun, qjs". */
static void list_executables(const char *module, char names[NAMES_SIZE])
{
    const struct engine *engine;
    int used = 0;

    names[0] = '\0';
    for (int rank = 1; (engine = engine_at(module, rank)); rank++) {
        int size = snprintf(names + used, (size_t)(NAMES_SIZE - used), "%s%s",
                            rank > 1 ? ", " : "", engine->executable);
        if (size >= NAMES_SIZE - used)
            return;
        used += size;
    }
}

static bool take_named(char path[PATH_MAX], const struct settings *s,
                       struct error *err)
{
    const char *name = s->interpreter;

    if (!strchr(name, '/')) {
        if (search(name, s, path))
            return true;
        return error_set(err,
                         "DAYFLY_INTERPRETER is \"%s\", which is not in "
                         "/opt/bin, /opt/nodejs/bin or PATH; add a layer that "
                         "contains it, or its folder to PATH; on a machine of "
                         "your own install it",
                         name);
    }
    if (make_absolute(path, name) && can_run(path))
        return true;
    return error_set(
        err, "DAYFLY_INTERPRETER is \"%.500s\", which is not an executable",
        name);
}

/* Interpreters of one language have the same bridge. */
static bool check_language(const struct engine *engine, const char *module,
                           const struct settings *s, struct error *err)
{
    char names[NAMES_SIZE];

    const struct engine *preferred = interpreter_preferred(module);

    if (preferred && !strcmp(engine->bridge, preferred->bridge))
        return true;
    list_executables(module, names);
    return error_set(err,
                     "DAYFLY_INTERPRETER is \"%.500s\", which cannot run %s; "
                     "these can: %s",
                     s->interpreter, module, names);
}

bool interpreter_find(char path[PATH_MAX], const struct engine **engine,
                      const char *module, const struct settings *s,
                      struct error *err)
{
    char names[NAMES_SIZE];

    if (s->interpreter) {
        if (!take_named(path, s, err))
            return false;
        *engine = engine_of(path);
        return check_language(*engine, module, s, err);
    }
    for (int rank = 1; (*engine = engine_at(module, rank)); rank++)
        if (search((*engine)->executable, s, path))
            return true;
    list_executables(module, names);
    return error_set(err,
                     "no interpreter for %s in /opt/bin, /opt/nodejs/bin or "
                     "PATH (searched for %s); add a layer that contains one or "
                     "set DAYFLY_INTERPRETER",
                     module, names);
}

/* Searches from the folder of the bootstrap's executable, which is in a layer,
 * in build/ or in an installation of the host. */
static bool find_near_executable(char path[PATH_MAX], const char *name)
{
    static const char *const folders[] = {"dayfly/", "bridge/", "../bridge/",
                                          "../../bridge/"};
    char self[PATH_MAX - 32];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);

    self[size > 0 ? size : 0] = '\0';
    const char *slash = strrchr(self, '/');
    for (size_t i = 0; slash && i < COUNT(folders); i++) {
        (void)snprintf(path, PATH_MAX, "%.*s/%s%s", (int)(slash - self), self,
                       folders[i], name);
        if (access(path, R_OK) == 0)
            return true;
    }
    return false;
}

bool bridge_find(char path[PATH_MAX], const char *module,
                 const struct settings *s, struct error *err)
{
    const struct engine *preferred = interpreter_preferred(module);

    if (!preferred)
        return error_set(err, "no interpreter runs %s", module);
    const char *name = preferred->bridge;

    if (s->bridge) {
        if (make_absolute(path, s->bridge) && access(path, R_OK) == 0)
            return true;
        return error_set_errno(
            err,
            "DAYFLY_BRIDGE is \"%.512s\"; it must be the path "
            "of dayfly's %s",
            s->bridge, name);
    }
    if (find_near_executable(path, name))
        return true;
    (void)snprintf(path, PATH_MAX, "/opt/dayfly/%s", name);
    if (access(path, R_OK) == 0)
        return true;
    return error_set(err,
                     "the bridge, %s, is neither near the bootstrap nor in "
                     "/opt/dayfly; set DAYFLY_BRIDGE to its path",
                     name);
}

bool bridge_for_engine(char path[PATH_MAX], const struct engine *engine,
                       struct error *err)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash + 1 - path) : 0;

    if (!engine->entry)
        return true;
    size_t size = strlen(engine->entry) + 1;
    if (folder + size > PATH_MAX)
        return error_set(err, "the path of the bridge for %s is too long",
                         engine->name);
    memcpy(path + folder, engine->entry, size);
    return access(path, R_OK) == 0 ||
           error_set_errno(err, "the bridge, %s", path);
}

bool bridge_library(char path[PATH_MAX], const char *bridge)
{
    const char *slash = strrchr(bridge, '/');
    struct utsname machine;

    return slash && uname(&machine) == 0 &&
           snprintf(path, PATH_MAX, "%.*s/template-%s.so",
                    (int)(slash - bridge), bridge,
                    machine.machine) < PATH_MAX &&
           access(path, R_OK) == 0;
}

bool interpreter_enforces(const struct handler *h, enum permission p)
{
    return h->engine && engine_enforces(h->engine, h->version, p);
}

bool interpreter_flags_vary(const struct handler *h,
                            const struct permissions *p)
{
    return p->restricted && h->engine && h->engine->add_permissions;
}

bool interpreter_flags_add(struct buf *words, const struct handler *h,
                           const struct permissions *p, const char *scratch)
{
    return !interpreter_flags_vary(h, p) ||
           h->engine->add_permissions(words, h, p, scratch);
}
