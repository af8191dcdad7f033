#include "bootstrap/launch/environment.h"

#include <string.h>

/* The address by which events could be stolen, the channels of the platform's
 * telemetry, our own settings, and the trace of whoever started us. */
static const char *const withheld[] = {
    "AWS_LAMBDA_RUNTIME_API=", "AWS_LAMBDA_METADATA_",
    "_LAMBDA_TELEMETRY_",      "DAYFLY_",
    "_X_AMZN_TRACE_ID=",
};

/* By which AWS's clients come to keys, as text or by asking somebody. */
static const char *const credentials[] = {
    "AWS_ACCESS_KEY",
    "AWS_SECRET_ACCESS_KEY=",
    "AWS_SECRET_KEY=",
    "AWS_SESSION_TOKEN=",
    "AWS_SECURITY_TOKEN=",
    "AWS_CONTAINER_",
    "AWS_WEB_IDENTITY_TOKEN_",
    "AWS_SHARED_CREDENTIALS_FILE=",
    "AWS_PROFILE=",
    "AWS_CREDENTIAL",
};

/* Where programs keep what is theirs; of a process with a folder of its own it
 * is there. */
static const struct place {
    const char *name;
    const char *below;
} places[] = {
    {"TMPDIR=", ""},
    {"HOME=", ""},
    {"XDG_RUNTIME_DIR=", ""},
    {"XDG_CACHE_HOME=", "/.cache"},
    {"XDG_CONFIG_HOME=", "/.config"},
    {"XDG_DATA_HOME=", "/.local/share"},
    {"XDG_STATE_HOME=", "/.local/state"},
};

/* Set unless the function's owner has set them: nothing is fetched, asked of
 * the network, or kept in a cache that a handler could write. */
static const struct standing {
    enum engine engine;
    const char *pair;
} standing[] = {
    {ENGINE_DENO, "DENO_DIR=/dev/null"},
    /* Without it each TypeScript file waits for a cache that cannot be. */
    {ENGINE_DENO, "DENO_EMIT_CACHE_MODE=disable"},
    {ENGINE_DENO, "DENO_NO_UPDATE_CHECK=1"},
    /* Else its import errors come with ANSI colours, even into pipes. */
    {ENGINE_DENO, "NO_COLOR=1"},
    {ENGINE_BUN, "BUN_RUNTIME_TRANSPILER_CACHE_PATH=0"},
    {ENGINE_PYTHON, "PYTHONDONTWRITEBYTECODE=1"},
};

/* What programs need to be found, to find theirs and to write for people; the
 * settings of interpreters; and the function's own name. */
static const char *const always[] = {
    "PATH=",
    "HOME=",
    "TMPDIR=",
    "XDG_",
    "LANG=",
    "LC_",
    "TZ=",
    "TERM=",
    "LD_",
    "NODE_",
    "DENO_",
    "BUN_",
    "PYTHON",
    "SSL_CERT",
    "LAMBDA_TASK_ROOT=",
    "USER=",
    "SHELL=",
    "AWS_REGION=",
    "AWS_LAMBDA_FUNCTION_",
    "AWS_LAMBDA_LOG_",
};

static bool is_among(const char *pair, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strncmp(pair, names[i], strlen(names[i])))
            return true;
    return false;
}

const char *environment_scratch_variable(size_t n, int *size)
{
    if (n >= COUNT(places))
        return NULL;
    *size = (int)strcspn(places[n].name, "=");
    return places[n].name;
}

static bool is_place(const char *pair)
{
    for (size_t i = 0; i < COUNT(places); i++)
        if (!strncmp(pair, places[i].name, strlen(places[i].name)))
            return true;
    return false;
}

static bool is_set(const struct environment *e, const char *pair)
{
    size_t name = strcspn(pair, "=") + 1;

    for (size_t i = 0; i < e->fixed_count; i++)
        if (!strncmp(e->list[i], pair, name))
            return true;
    return false;
}

static bool is_granted(const struct environment *e, const char *pair)
{
    return !e->names || grant_names(e->names, pair, strcspn(pair, "=")) ||
           is_among(pair, always, COUNT(always));
}

bool environment_open(struct environment *e, char **all,
                      const enum engine *engine, enum credentials keys,
                      struct error *err)
{
    size_t withhold = keys == CREDENTIALS_WITHHELD ? COUNT(credentials) : 0;
    size_t count = 0;

    while (all && all[count])
        count++;
    e->list = mem_new(count + ENVIRONMENT_ADDED_MAX + 1, sizeof *e->list);
    if (!e->list)
        return error_set(err, "no memory for the environment");
    for (size_t i = 0; i < count; i++)
        if (!is_among(all[i], withheld, COUNT(withheld)) &&
            !is_among(all[i], credentials, withhold) &&
            !(e->scratch && is_place(all[i])) && is_granted(e, all[i]))
            e->list[e->fixed_count++] = all[i];
    for (size_t i = 0; engine && i < COUNT(standing); i++)
        if (standing[i].engine == *engine && !is_set(e, standing[i].pair))
            e->list[e->fixed_count++] = standing[i].pair;
    return true;
}

static bool add_places(struct environment *e, const char *folder)
{
    bool ok = true;

    for (size_t i = 0; *folder && i < COUNT(places); i++)
        ok = ok &&
             buf_printf(&e->text, "%s%s%s", places[i].name, folder,
                        places[i].below) &&
             buf_add(&e->text, "", 1);
    return ok;
}

static bool add_facts(struct environment *e, const struct invocation *inv)
{
    bool ok = true;

    for (size_t i = 0; i < INVOCATION_ENV_FIELDS; i++) {
        const struct buf *value = invocation_env_field(inv, i);
        if (value->size > 0)
            ok = ok &&
                 buf_printf(&e->text, "%s=%s", invocation_env_names[i],
                            value->data) &&
                 buf_add(&e->text, "", 1);
    }
    return ok &&
           buf_printf(&e->text, "DAYFLY_DEADLINE_MS=%lld",
                      (long long)inv->deadline_wall_ms) &&
           buf_add(&e->text, "", 1);
}

bool environment_make(struct environment *e, const char *folder,
                      const struct invocation *inv, struct error *err)
{
    size_t at = e->fixed_count;

    buf_clear(&e->text);
    if (!add_places(e, folder) || (inv && !add_facts(e, inv)))
        return error_set(err, "no memory for the event's environment");
    /* Only now does the text not move any more. */
    char *word = buf_tail(&e->text) - e->text.size;
    for (; word < buf_tail(&e->text); word += strlen(word) + 1)
        e->list[at++] = word;
    e->list[at] = NULL;
    return true;
}

/* execve promises not to touch the strings but takes them as its own. */
char *const *environment_list(const struct environment *e)
{
    return (char *const *)(const void *)e->list;
}

void environment_free(struct environment *e)
{
    buf_free(&e->text);
    mem_free(e->list);
    e->list = NULL;
}
