#include "host/runtime/runtime_env.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/logbook/log_group_key.h"
#include "host/runtime/layer_paths.h"
#include "host/runtime/runtime_channel.h"

enum { VARIABLE_MAX_BYTES = MANIFEST_MAX_BYTES + 64 };

static bool has_name(const char *pair, const char *name)
{
    size_t size = strlen(name);

    return strcspn(pair, "=") == size && strncmp(pair, name, size) == 0;
}

static bool set(struct runtime_env *env, const char *name, const char *value)
{
    AUTO(struct buf, buf_free) pair = BUF(VARIABLE_MAX_BYTES);
    size_t at = 0;

    if (!buf_printf(&pair, "%s=%s", name, value))
        return false;
    while (at < env->count && !has_name(env->list[at], name))
        at++;
    if (at == RUNTIME_ENV_VARIABLES_MAX)
        return false;
    mem_free(env->list[at]);
    env->list[at] = (char *)(size_t)pair.data;
    pair = (struct buf)BUF(0);
    if (at == env->count)
        env->count++;
    return true;
}

bool runtime_env_set(struct runtime_env *env, const char *name,
                     const char *value)
{
    return set(env, name, value);
}

static bool pass(struct runtime_env *env, const char *name)
{
    const char *value = getenv(name);

    return !value || set(env, name, value);
}

static bool set_number(struct runtime_env *env, const char *name,
                       unsigned value)
{
    char text[16];

    (void)snprintf(text, sizeof text, "%u", value);
    return set(env, name, text);
}

/* The settings of the bootstrap, but those that the host decides. */
static const char *const settings[] = {
    "DAYFLY_BRIDGE",      "DAYFLY_FLAGS",   "DAYFLY_OUTPUT",
    "DAYFLY_SPARE",       "DAYFLY_SPARES",  "DAYFLY_PRELOAD",
    "DAYFLY_REHEARSE",    "DAYFLY_REUSE",   "DAYFLY_CREDENTIALS",
    "DAYFLY_SCRATCH",     "DAYFLY_RESIDUE", "DAYFLY_ISOLATION",
    "DAYFLY_BILL",        "DAYFLY_CAPSULE", "DAYFLY_TIMEOUT",
    "DAYFLY_INTERPRETER", "DAYFLY_TRACE",
};

const char *runtime_env_setting_name(size_t number)
{
    return number < COUNT(settings) ? settings[number] : NULL;
}

const char *runtime_env_setting(size_t *at)
{
    while (*at < COUNT(settings)) {
        const char *name = settings[(*at)++];
        if (getenv(name))
            return name;
    }
    return NULL;
}

/* A relative path is one in the host's working directory, which is not that of
 * the runtime process. */
static bool set_capsule(struct runtime_env *env)
{
    const char *value = getenv("DAYFLY_CAPSULE");
    char path[PATH_MAX];

    return !value || *value == '/' || !realpath(value, path) ||
           set(env, "DAYFLY_CAPSULE", path);
}

static bool set_settings(struct runtime_env *env)
{
    for (size_t i = 0; i < COUNT(settings); i++)
        if (!pass(env, settings[i]))
            return false;
    return set_capsule(env);
}

static bool set_inherited(struct runtime_env *env, uid_t user)
{
    static const char *const names[] = {
        "PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "TERM",
    };

    if (!set(env, "PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin") ||
        !set(env, "LANG", "C.UTF-8"))
        return false;
    for (size_t i = 0; i < COUNT(names); i++)
        if (!pass(env, names[i]))
            return false;
    /* The folder of the host's user is closed to another one. */
    return user
               ? set(env, "HOME", "/tmp")
               : pass(env, "HOME") && pass(env, "USER") && pass(env, "LOGNAME");
}

static bool set_logs(struct runtime_env *env, const struct function *fn,
                     const char *stream)
{
    char group[LOG_GROUP_FULL_SIZE];

    log_group_full_name(function_log_group(fn), group);
    return set(env, "AWS_LAMBDA_LOG_GROUP_NAME", group) &&
           set(env, "AWS_LAMBDA_LOG_STREAM_NAME", stream);
}

/* As in AWS Lambda on managed instances, where invocations run concurrently. */
const char *runtime_env_init_type(unsigned lanes, bool provisioned)
{
    if (lanes > 1)
        return "lambda-managed-instances";
    return provisioned ? "provisioned-concurrency" : "on-demand";
}

static bool set_concurrency(struct runtime_env *env, unsigned lanes,
                            const char *init_type)
{
    return (!init_type ||
            set(env, "AWS_LAMBDA_INITIALIZATION_TYPE", init_type)) &&
           (lanes < 2 || set_number(env, "AWS_LAMBDA_MAX_CONCURRENCY", lanes));
}

static bool set_function(struct runtime_env *env, const struct function *fn,
                         const struct runtime_place *place)
{
    const struct manifest *m = &fn->manifest;
    char api[32];

    (void)snprintf(api, sizeof api, "127.0.0.1:%d", place->port);
    return set(env, "AWS_LAMBDA_RUNTIME_API", api) &&
           (!*fn->handler || set(env, "_HANDLER", fn->handler)) &&
           set(env, "LAMBDA_TASK_ROOT", fn->root) &&
           set(env, "AWS_LAMBDA_FUNCTION_NAME", fn->name) &&
           set(env, "AWS_LAMBDA_FUNCTION_VERSION", fn->version) &&
           set_number(env, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", m->memory_mb) &&
           set_concurrency(env, manifest_lanes(m), place->init_type) &&
           set(env, "DAYFLY_FREEZE", "off") && set(env, "DAYFLY_PEAK", "on") &&
           set(env, "AWS_REGION", place->region) &&
           set(env, "AWS_DEFAULT_REGION", place->region);
}

/* The interpreter of the host's environment, or of `env`, overrides the
 * manifest's key `interpreter`. */
static bool set_manifest(struct runtime_env *env, const struct manifest *m)
{
    if (*m->interpreter && !getenv("DAYFLY_INTERPRETER") &&
        !set(env, "DAYFLY_INTERPRETER", m->interpreter))
        return false;
    for (char **pair = m->env; pair && *pair; pair++) {
        char name[256];
        size_t size = strcspn(*pair, "=");
        (void)snprintf(name, sizeof name, "%.*s", (int)size, *pair);
        if (size >= sizeof name || !set(env, name, *pair + size + 1))
            return false;
    }
    return true;
}

/* The region goes by two names: SDKs read one or the other. */
static bool set_list(struct runtime_env *env, const struct env_list *list)
{
    static const char *const regions[] = {"AWS_REGION", "AWS_DEFAULT_REGION"};

    for (size_t i = 0; list && i < COUNT(regions); i++) {
        const char *region = env_list_get(list, regions[i]);
        if (region && !set(env, regions[1 - i], region))
            return false;
    }
    for (size_t i = 0; list && i < list->count; i++)
        if (!set(env, list->items[i].name, list->items[i].value))
            return false;
    return true;
}

const char *runtime_env_get(const struct runtime_env *env, const char *name)
{
    for (size_t i = 0; i < env->count; i++)
        if (has_name(env->list[i], name))
            return env->list[i] + strlen(name) + 1;
    return NULL;
}

/* A module behind a streaming URL sends its response as it is produced. */
static bool set_output(struct runtime_env *env, const struct function *fn)
{
    if (fn->manifest.url != URL_STREAM || !fn->is_module ||
        fn->manifest.sets_output || runtime_env_get(env, "DAYFLY_OUTPUT"))
        return true;
    return set(env, "DAYFLY_OUTPUT", "stream-http");
}

static bool set_layers(struct runtime_env *env, const struct function *fn)
{
    const char *name;

    for (size_t n = 0; fn->layers && (name = layer_paths_variable(n)); n++) {
        AUTO(struct buf, buf_free) value = BUF(VARIABLE_MAX_BYTES);
        if (!layer_paths_add(&value, n, runtime_env_get(env, name),
                             fn->layers) ||
            (value.size > 0 && !set(env, name, value.data)))
            return false;
    }
    return true;
}

/* An earlier dayfly that the function brings would refuse such settings. */
static bool set_own(struct runtime_env *env, const struct function *fn)
{
    return fn->own_bootstrap ||
           ((!fn->user || set(env, "DAYFLY_OWN_USER", "1")) &&
            (!fn->stored || set(env, "DAYFLY_LIMIT_MEMORY", "1")));
}

static const char watch[] = "DAYFLY_WATCH";

bool runtime_env_watches(const struct function *fn)
{
    for (char **pair = fn->manifest.env; pair && *pair; pair++)
        if (has_name(*pair, watch))
            return false;
    return fn->is_module && !env_list_get(&fn->own_env, watch) &&
           !(fn->given_env && env_list_get(fn->given_env, watch));
}

bool runtime_env_make(struct runtime_env *env, const struct function *fn,
                      const struct runtime_place *place, struct error *err)
{
    *env = (struct runtime_env){.count = 0};
    if (set_inherited(env, fn->user) && set_settings(env) &&
        set(env, "TZ", ":UTC") && set_logs(env, fn, place->log_stream) &&
        set_function(env, fn, place) &&
        (!place->watched || set(env, watch, "off")) &&
        set_manifest(env, &fn->manifest) && set_list(env, &fn->own_env) &&
        set_list(env, fn->given_env) && set_list(env, fn->debug_env) &&
        set_layers(env, fn) && set_output(env, fn) && set_own(env, fn) &&
        (!place->is_trial || fn->own_bootstrap ||
         set(env, "DAYFLY_TRIAL", "1")) &&
        (!place->memory_noted || set(env, "DAYFLY_MEMORY_NOTED", "1")) &&
        (!place->has_channel ||
         set_number(env, "DAYFLY_CHANNEL", RUNTIME_CHANNEL_FD)))
        return true;
    bool full = env->count == RUNTIME_ENV_VARIABLES_MAX;
    runtime_env_clear(env);
    if (full)
        return error_set(err,
                         "there are more than %d environment variables: "
                         "put values into a file",
                         RUNTIME_ENV_VARIABLES_MAX);
    return error_set(err,
                     "cannot make the environment: the name of a variable "
                     "is too long, or out of memory");
}

void runtime_env_clear(struct runtime_env *env)
{
    while (env->count > 0) {
        mem_free(env->list[--env->count]);
        env->list[env->count] = NULL;
    }
}
