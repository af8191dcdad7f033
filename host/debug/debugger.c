#include "host/debug/debugger.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/function/manifest_file.h"
#include "host/debug/debugged_engine.h"

static bool grants(const json_t *permissions, const char *key)
{
    return json_is_true(json_object_get(permissions, key));
}

/* Within its walls nobody could reach a process that may not use the network.
 */
static bool check_permissions(const struct debugger *d,
                              const struct function *fn,
                              const struct manifest_file *file,
                              const char *isolation, struct error *err)
{
    const json_t *granted = manifest_file_get(file, "permissions");
    bool strict = isolation && !strcmp(isolation, "strict");

    if ((!granted && !strict) ||
        (grants(granted, "net") &&
         (!d->engine->needs_run || grants(granted, "run"))))
        return true;
    return error_set(
        err,
        "the permissions of %s keep debuggers out; write \"net\": true%s into "
        "the permissions of its dayfly.json while you debug",
        fn->name, d->engine->needs_run ? " and \"run\": true" : "");
}

/* A text of the table, with DEBUGGED_NAME and DEBUGGED_PORT replaced. */
static bool expand(char *to, size_t room, const char *text, const char *name,
                   int port, struct error *err)
{
    AUTO(struct buf, buf_free) made = BUF(room - 1);
    bool ok = true;

    while (*text && ok) {
        bool is_name = !strncmp(text, DEBUGGED_NAME, sizeof DEBUGGED_NAME - 1);
        bool is_port = !strncmp(text, DEBUGGED_PORT, sizeof DEBUGGED_PORT - 1);
        if (is_name)
            ok = buf_printf(&made, "%s", name);
        else if (is_port)
            ok = buf_printf(&made, "%d", port);
        else
            ok = buf_add(&made, text, 1);
        text += is_name || is_port ? sizeof DEBUGGED_NAME - 1 : 1;
    }
    (void)snprintf(to, room, "%s", made.data ? made.data : "");
    return ok || error_set(err, "the flags of %s are too long", name);
}

static bool set_texts(struct debugger *d, const struct function *fn,
                      const char *own_flags, int port, struct error *err)
{
    char flags[DEBUGGER_FLAGS_SIZE];

    if (snprintf(flags, sizeof flags, "%s %s", own_flags ? own_flags : "",
                 d->engine->flags) >= (int)sizeof flags)
        return error_set(err, "the flags of %s are too long", fn->name);
    return expand(d->flags, sizeof d->flags, flags, fn->name, port, err) &&
           expand(d->launch, sizeof d->launch, d->engine->launch, fn->name,
                  port, err);
}

/* A setting of the environment, or else of dayfly.json. */
static const char *setting(const struct runtime_env *env, const char *name,
                           const struct manifest_file *file, const char *key)
{
    const char *value = runtime_env_get(env, name);

    return value ? value : json_string_value(manifest_file_get(file, key));
}

static bool choose(struct debugger *d, const struct function *fn,
                   const struct runtime_env *env, int port, struct error *err)
{
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;

    if (!(d->engine = debugged_engine_find(fn, env, d->interpreter, err)) ||
        !manifest_file_load(&file, fn->folder, err) ||
        !check_permissions(d, fn, &file,
                           setting(env, "DAYFLY_ISOLATION", &file, "isolation"),
                           err))
        return false;
    return set_texts(d, fn, setting(env, "DAYFLY_FLAGS", &file, "flags"), port,
                     err);
}

bool debugger_choose(struct debugger *d, const struct function *fn, int port,
                     struct error *err)
{
    const struct runtime_place nowhere = {.region = ""};
    struct runtime_env env;

    if (fn->config_error)
        return error_set(err, "%s", fn->config_error);
    if (!runtime_env_make(&env, fn, &nowhere, err))
        return false;
    bool ok = choose(d, fn, &env, port, err);
    runtime_env_clear(&env);
    return ok;
}

const char *debugger_name(const struct debugger *d)
{
    return d->engine->name;
}

const char *debugger_library(const struct debugger *d)
{
    return d->engine->library;
}
