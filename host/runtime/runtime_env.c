#include "host/runtime/runtime_env.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"

enum { VARIABLE_MAX_BYTES = MANIFEST_MAX_BYTES + 64 };

static size_t name_size(const char *pair)
{
    return strcspn(pair, "=");
}

/* A variable set before gives way: what comes later weighs more. */
static bool set(struct runtime_env *e, const char *name, const char *value)
{
    AUTO(struct buf, buf_free) pair = BUF(VARIABLE_MAX_BYTES);
    size_t size = strlen(name);
    size_t at = 0;

    if (!buf_printf(&pair, "%s=%s", name, value))
        return false;
    while (at < e->count && (name_size(e->list[at]) != size ||
                             strncmp(e->list[at], name, size) != 0))
        at++;
    if (at == RUNTIME_ENV_VARIABLES_MAX)
        return false;
    mem_free(e->list[at]);
    e->list[at] = (char *)(size_t)pair.data;
    pair = (struct buf)BUF(0);
    if (at == e->count)
        e->count++;
    return true;
}

static bool pass(struct runtime_env *e, const char *name)
{
    const char *value = getenv(name);

    return !value || set(e, name, value);
}

static bool set_number(struct runtime_env *e, const char *name, unsigned value)
{
    char text[16];

    (void)snprintf(text, sizeof text, "%u", value);
    return set(e, name, text);
}

static bool set_inherited(struct runtime_env *e)
{
    static const char *const names[] = {
        "PATH",   "HOME",          "LANG",         "LC_ALL",
        "TMPDIR", "USER",          "LOGNAME",      "LD_LIBRARY_PATH",
        "TERM",   "DAYFLY_BRIDGE", "DAYFLY_FLAGS",
    };

    if (!set(e, "PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin") ||
        !set(e, "LANG", "C.UTF-8"))
        return false;
    for (size_t i = 0; i < COUNT(names); i++)
        if (!pass(e, names[i]))
            return false;
    return true;
}

static bool set_logs(struct runtime_env *e, const struct function *fn)
{
    char group[FUNCTION_NAME_MAX + 32];
    char stream[64];
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    (void)snprintf(group, sizeof group, "/aws/lambda/%s", fn->name);
    (void)snprintf(stream, sizeof stream, "%.4s/%.2s/%.2s/[$LATEST]%llx", now,
                   now + 5, now + 8, (unsigned long long)clock_mono_us());
    return set(e, "AWS_LAMBDA_LOG_GROUP_NAME", group) &&
           set(e, "AWS_LAMBDA_LOG_STREAM_NAME", stream);
}

/* As where AWS runs several events at once. */
static bool set_concurrency(struct runtime_env *e, unsigned calls)
{
    if (calls < 2)
        return set(e, "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    return set(e, "AWS_LAMBDA_INITIALIZATION_TYPE",
               "lambda-managed-instances") &&
           set_number(e, "AWS_LAMBDA_MAX_CONCURRENCY", calls);
}

static bool set_function(struct runtime_env *e, const struct function *fn,
                         const char *region, int port)
{
    const struct manifest *m = &fn->manifest;
    char api[32];

    (void)snprintf(api, sizeof api, "127.0.0.1:%d", port);
    return set(e, "AWS_LAMBDA_RUNTIME_API", api) &&
           (!*fn->handler || set(e, "_HANDLER", fn->handler)) &&
           set(e, "LAMBDA_TASK_ROOT", fn->root) &&
           set(e, "AWS_LAMBDA_FUNCTION_NAME", fn->name) &&
           set(e, "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST") &&
           set_number(e, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", m->memory_mb) &&
           set_concurrency(e, m->concurrency) &&
           set(e, "DAYFLY_FREEZE", "off") && set(e, "DAYFLY_PEAK", "on") &&
           set(e, "AWS_REGION", region) && set(e, "AWS_DEFAULT_REGION", region);
}

/* Environment beats manifest: the interpreter named in the host's own
 * environment, or in `env`, wins over the key `interpreter`. */
static bool set_manifest(struct runtime_env *e, const struct manifest *m)
{
    if (*m->interpreter && !set(e, "DAYFLY_INTERPRETER", m->interpreter))
        return false;
    if (!pass(e, "DAYFLY_INTERPRETER"))
        return false;
    for (char **pair = m->env; pair && *pair; pair++) {
        char name[256];
        size_t size = name_size(*pair);
        (void)snprintf(name, sizeof name, "%.*s", (int)size, *pair);
        if (size >= sizeof name || !set(e, name, *pair + size + 1))
            return false;
    }
    return true;
}

static bool is_set(const struct runtime_env *e, const char *name)
{
    size_t size = strlen(name);

    for (size_t i = 0; i < e->count; i++)
        if (name_size(e->list[i]) == size && !strncmp(e->list[i], name, size))
            return true;
    return false;
}

/* A module behind a URL that streams has its Response sent as it comes. */
static bool set_output(struct runtime_env *e, const struct function *fn)
{
    if (fn->manifest.url != URL_STREAM || !fn->scripted ||
        fn->manifest.says_output || is_set(e, "DAYFLY_OUTPUT"))
        return true;
    return set(e, "DAYFLY_OUTPUT", "stream-http");
}

bool runtime_env_make(struct runtime_env *e, const struct function *fn,
                      const char *region, int port, struct error *f)
{
    *e = (struct runtime_env){.count = 0};
    if (set_inherited(e) && set(e, "TZ", ":UTC") && set_logs(e, fn) &&
        set_function(e, fn, region, port) && set_manifest(e, &fn->manifest) &&
        set_output(e, fn))
        return true;
    runtime_env_clear(e);
    return error_set(f,
                     "cannot make the environment: more than %d variables, "
                     "a name too long, or memory is short",
                     RUNTIME_ENV_VARIABLES_MAX);
}

void runtime_env_clear(struct runtime_env *e)
{
    while (e->count > 0) {
        mem_free(e->list[--e->count]);
        e->list[e->count] = NULL;
    }
}
