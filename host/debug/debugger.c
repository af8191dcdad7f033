#include "host/debug/debugger.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/function/manifest_file.h"
#include "host/debug/debugged_engine.h"

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

/* Anything that does not hold while it is debugged. */
static bool is_restricted(const struct manifest_file *file,
                          const struct runtime_env *env)
{
    static const char *const keys[] = {"permissions", "limits", "isolation",
                                       "required"};

    for (size_t i = 0; i < COUNT(keys); i++)
        if (manifest_file_get(file, keys[i]))
            return true;
    return runtime_env_get(env, "DAYFLY_ISOLATION") != NULL;
}

static bool choose(struct debugger *d, const struct function *fn,
                   const struct runtime_env *env, int port, struct error *err)
{
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;
    const char *flags = runtime_env_get(env, "DAYFLY_FLAGS");

    if (!(d->engine = debugged_engine_find(fn, env, d->interpreter, err)) ||
        !manifest_file_load(&file, fn->folder, err))
        return false;
    d->is_restricted = is_restricted(&file, env);
    if (!flags)
        flags = json_string_value(manifest_file_get(&file, "flags"));
    return set_texts(d, fn, flags, port, err);
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
