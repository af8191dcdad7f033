#include "host/debug/debugged_engine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/compiler.h"
#include "common/function/path.h"

#define AT "127.0.0.1:" DEBUGGED_PORT
#define ATTACH(TYPE)                                                           \
    "{\"type\": \"" TYPE                                                       \
    "\", \"request\": \"attach\", "                                            \
    "\"name\": \"dayfly: " DEBUGGED_NAME "\", "

static const struct debugged_engine node = {
    .name = "node",
    .executable = "node",
    .flags = "--inspect-wait=" AT,
    .launch =
        ATTACH("node") "\"address\": \"127.0.0.1\", \"port\": " DEBUGGED_PORT
                       ", "
                       "\"restart\": true, \"skipFiles\": "
                       "[\"<node_internals>/**\"]}"};
static const struct debugged_engine deno = {
    .name = "deno",
    .executable = "deno",
    .flags = "--inspect-wait=" AT,
    .launch =
        ATTACH("node") "\"address\": \"127.0.0.1\", \"port\": " DEBUGGED_PORT
                       ", "
                       "\"restart\": true}"};
static const struct debugged_engine bun = {
    .name = "bun",
    .executable = "bun",
    .flags = "--inspect-wait=" AT "/dayfly",
    .launch = ATTACH("bun") "\"url\": \"ws://" AT "/dayfly\"}"};
static const struct debugged_engine python = {
    .name = "python",
    .executable = "python3",
    .flags = "-Xfrozen_modules=off -m debugpy --listen " AT " "
             "--wait-for-client",
    .launch = ATTACH("debugpy") "\"connect\": {\"host\": \"127.0.0.1\", "
                                     "\"port\": " DEBUGGED_PORT "}}",
    .library = "debugpy"};

static const struct debugged_engine *const all[] = {&node, &deno, &bun,
                                                    &python};

/* As the bootstrap prefers them for each kind of module. */
static const struct module_kind {
    const char *endings[8]; /* after the module's name; NULL at the end */
    const struct debugged_engine *engines[4];
    const char *executables;
} kinds[] = {
    {{".py", ".pyc", ".so", "/__init__.py"}, {&python}, "python3"},
    {{".ts", ".mts", "/index.ts"}, {&deno, &bun, &node}, "deno, bun or node"},
    {{".js", ".mjs", ".cjs", "/index.js", "/index.mjs", "/index.cjs"},
     {&node, &deno, &bun},
     "node, deno or bun"},
};

static const struct debugged_engine *engine_of(const char *interpreter)
{
    const char *slash = strrchr(interpreter, '/');
    const char *base = slash ? slash + 1 : interpreter;

    for (size_t i = 0; i < COUNT(all); i++)
        if (!strncmp(base, all[i]->name, strlen(all[i]->name)))
            return all[i];
    return NULL;
}

/* Where the bootstrap searches. */
static bool find_program(const struct runtime_env *env, const char *name,
                         char path[PATH_MAX])
{
    const char *own = runtime_env_get(env, "PATH");
    const char *const lists[] = {"/opt/bin:/opt/nodejs/bin", own ? own : ""};

    if (strchr(name, '/'))
        return snprintf(path, PATH_MAX, "%s", name) < PATH_MAX;
    for (size_t i = 0; i < COUNT(lists); i++)
        for (const char *at = lists[i]; *at;) {
            size_t size = strcspn(at, ":");
            if (*at == '/' &&
                snprintf(path, PATH_MAX, "%.*s/%s", (int)size, at, name) <
                    PATH_MAX &&
                access(path, X_OK) == 0)
                return true;
            at += size + (at[size] == ':');
        }
    return false;
}

static bool is_file(const char *folder, const char *name, size_t size,
                    const char *ending, bool dotted)
{
    char path[PATH_MAX];
    int begin = snprintf(path, sizeof path, "%s/", folder);
    int length = snprintf(path, sizeof path, "%s/%.*s%s", folder, (int)size,
                          name, ending);

    if (length >= (int)sizeof path)
        return false;
    for (int i = begin; dotted && i < begin + (int)size; i++)
        if (path[i] == '.')
            path[i] = '/';
    return path_is_file(path);
}

/* The module of a handler: `app.handler` is in app.py or app.mjs, and a handler
 * may be a module's file itself. */
static const struct module_kind *kind_of(const struct function *fn)
{
    const char *handler = *fn->handler ? fn->handler : "function.bundle.js";
    const char *slash = strrchr(handler, '/');
    const char *first = strchr(slash ? slash : handler, '.');
    const char *last = strrchr(slash ? slash : handler, '.');

    for (size_t i = 0; first && i < COUNT(kinds); i++) {
        bool dotted = kinds[i].engines[0] == &python;
        size_t size = (size_t)((dotted ? last : first) - handler);
        for (const char *const *ending = kinds[i].endings; *ending; ending++)
            if (!strcmp(last, *ending) ||
                is_file(fn->root, handler, size, *ending, dotted))
                return &kinds[i];
    }
    return NULL;
}

static const struct debugged_engine *
find_by_module(const struct function *fn, const struct runtime_env *env,
               char interpreter[PATH_MAX], struct error *err)
{
    const struct module_kind *kind = kind_of(fn);

    for (size_t i = 0; kind && kind->engines[i]; i++)
        if (find_program(env, kind->engines[i]->executable, interpreter))
            return kind->engines[i];
    if (kind)
        (void)error_set(err, "there is no %s in PATH that could run %s",
                        kind->executables, fn->handler);
    else
        (void)error_set(err,
                        "there is no module of the handler %s in %s that Node, "
                        "Deno, Bun or Python runs",
                        fn->handler, fn->folder);
    return NULL;
}

static const struct debugged_engine *
find_named(const struct function *fn, const struct runtime_env *env,
           const char *name, char interpreter[PATH_MAX], struct error *err)
{
    const struct debugged_engine *engine = engine_of(name);

    if (!engine)
        (void)error_set(err,
                        "the interpreter of %s is %s; dayfly can debug in "
                        "node, deno, bun and python3",
                        fn->name, name);
    else if (find_program(env, name, interpreter))
        return engine;
    else
        (void)error_set(err, "there is no %s in PATH", name);
    return NULL;
}

const struct debugged_engine *
debugged_engine_find(const struct function *fn, const struct runtime_env *env,
                     char interpreter[PATH_MAX], struct error *err)
{
    const char *name = runtime_env_get(env, "DAYFLY_INTERPRETER");

    if (!fn->is_module) {
        (void)error_set(err,
                        "%s runs a program of its own, %s, not a module; use "
                        "the debugger of its language (gdb, dlv, ...)",
                        fn->name, *fn->handler ? fn->handler : fn->bootstrap);
        return NULL;
    }
    return name ? find_named(fn, env, name, interpreter, err)
                : find_by_module(fn, env, interpreter, err);
}
