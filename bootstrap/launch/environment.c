#include "bootstrap/launch/environment.h"

#include <string.h>

#include "bootstrap/launch/engines.h"
#include "bootstrap/launch/folder_variables.h"
#include "bootstrap/sandbox/spawn.h"

/* The Runtime API's address, with which a handler could take events of others;
 * descriptors and tokens of the platform's telemetry; dayfly's own settings;
 * and the trace ID of the bootstrap's start. */
static const char *const withheld[] = {
    "AWS_LAMBDA_RUNTIME_API=", "AWS_LAMBDA_METADATA_",
    "_LAMBDA_TELEMETRY_",      "DAYFLY_",
    "_X_AMZN_TRACE_ID=",
};

/* Variables in which AWS's SDKs find credentials, or where to get them. */
static const char *const credentials[] = {
    "AWS_ACCESS_KEY",          "AWS_SECRET_ACCESS_KEY=",
    "AWS_SECRET_KEY=",         "AWS_SESSION_TOKEN=",
    "AWS_SECURITY_TOKEN=",     "AWS_CONTAINER_",
    "AWS_WEB_IDENTITY_TOKEN_", "AWS_SHARED_CREDENTIALS_FILE=",
    "AWS_CONFIG_FILE=",        "AWS_PROFILE=",
    "AWS_DEFAULT_PROFILE=",    "AWS_CREDENTIAL",
};

/* Granted whatever `permissions.env` says: search paths, folders, language and
 * terminal, certificates, and the function's own name. The variables of the
 * interpreters are granted, too. */
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
    "SSL_CERT",
    "LAMBDA_TASK_ROOT=",
    "USER=",
    "SHELL=",
    "AWS_REGION=",
    "AWS_LAMBDA_FUNCTION_",
    "AWS_LAMBDA_LOG_",
};

static const char preload[] = "LD_PRELOAD=";
/* For glibc and c-ares. */
static const char resolver[] = "RES_OPTIONS=use-vc";

static bool is_among(const char *pair, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strncmp(pair, names[i], strlen(names[i])))
            return true;
    return false;
}

static bool is_scratch_variable(const char *pair)
{
    for (size_t i = 0; i < SCRATCH_VARIABLES; i++)
        if (!strncmp(pair, scratch_variables[i].name,
                     strlen(scratch_variables[i].name)))
            return true;
    return false;
}

/* As DENO_AUTH_TOKENS, or a function's own NODE_DB_PASSWORD. */
static bool is_secret(const char *pair)
{
    static const char *const words[] = {"TOKEN", "SECRET", "PASSW", "KEY"};
    size_t size = strcspn(pair, "=");

    for (size_t i = 0; i < COUNT(words); i++)
        if (memmem(pair, size, words[i], strlen(words[i])))
            return true;
    return false;
}

static bool is_of_interpreter(const char *pair)
{
    for (size_t i = 0; engines[i]; i++) {
        const char *prefix = engines[i]->variable_prefix;
        if (prefix && !strncmp(pair, prefix, strlen(prefix)))
            return !is_secret(pair);
    }
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
           is_among(pair, always, COUNT(always)) || is_of_interpreter(pair);
}

static void add_fixed(struct environment *e, const char *pair)
{
    if (!strncmp(pair, preload, strlen(preload)))
        e->preload = pair;
    else
        e->list[e->fixed_count++] = pair;
}

/* In the place of a variable with the same name, if there is one. */
static void put_fixed(struct environment *e, const char *pair)
{
    size_t name = strcspn(pair, "=") + 1;

    for (size_t i = 0; i < e->fixed_count; i++)
        if (!strncmp(e->list[i], pair, name)) {
            e->list[i] = pair;
            return;
        }
    e->list[e->fixed_count++] = pair;
}

static bool add_layers(struct environment *e, char **all,
                       const struct engine *engine)
{
    const struct buf *set = &e->layers;

    if (!layer_variables_add(&e->layers, all, engine))
        return false;
    for (const char *word = set->data; word < set->data + set->size;
         word += strlen(word) + 1)
        put_fixed(e, word);
    return true;
}

bool environment_open(struct environment *e, char **all,
                      const struct engine *engine, enum credentials keys,
                      struct error *err)
{
    size_t withhold = keys == CREDENTIALS_WITHHELD ? COUNT(credentials) : 0;
    size_t count = 0;

    while (all && all[count])
        count++;
    e->list = mem_new(count + ENVIRONMENT_ADDED_MAX + 1, sizeof *e->list);
    if (!e->list)
        return error_set(err, "out of memory for the environment");
    for (size_t i = 0; i < count; i++)
        if (!is_among(all[i], withheld, COUNT(withheld)) &&
            !is_among(all[i], credentials, withhold) &&
            !(e->scratch && is_scratch_variable(all[i])) &&
            is_granted(e, all[i]))
            add_fixed(e, all[i]);
    for (size_t i = 0; engine && engine->variables[i]; i++)
        if (!is_set(e, engine->variables[i]))
            e->list[e->fixed_count++] = engine->variables[i];
    if (e->names_by_tcp && !is_set(e, resolver))
        e->list[e->fixed_count++] = resolver;
    return add_layers(e, all, engine) ||
           error_set(err, "out of memory for the environment");
}

static bool add_scratch_variables(struct environment *e, const char *folder)
{
    bool ok = true;

    for (size_t i = 0; *folder && i < SCRATCH_VARIABLES; i++)
        ok = ok &&
             buf_printf(&e->text, "%s%s%s", scratch_variables[i].name, folder,
                        scratch_variables[i].below) &&
             buf_add(&e->text, "", 1);
    return ok;
}

static bool add_event(struct environment *e, const struct invocation *inv)
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

/* What the user preloads comes after our library, which takes itself out of the
 * variable. */
static bool add_preload(struct environment *e, const char *library)
{
    const char *users = e->preload ? e->preload + strlen(preload) : "";
    const char *between = *library && *users ? ":" : "";

    if (!*library && !e->preload)
        return true;
    return buf_printf(&e->text, "%s%s%s%s", preload, library, between, users) &&
           buf_add(&e->text, "", 1) &&
           (!*library ||
            (buf_printf(&e->text, "DAYFLY_TEMPLATE=%d", SPAWN_CONTROL_FD) &&
             buf_add(&e->text, "", 1)));
}

bool environment_make(struct environment *e, const char *folder,
                      const struct invocation *inv, const char *library,
                      struct error *err)
{
    size_t at = e->fixed_count;

    buf_clear(&e->text);
    if (!add_scratch_variables(e, folder) || (inv && !add_event(e, inv)) ||
        !add_preload(e, library))
        return error_set(err, "out of memory for the event's environment");
    /* From here on `text` does not grow, so pointers into it stay valid. */
    const char *end = e->text.data + e->text.size;
    for (const char *word = e->text.data; word < end; word += strlen(word) + 1)
        e->list[at++] = word;
    e->list[at] = NULL;
    return true;
}

/* execve() does not change the strings, although its parameter is not const. */
char *const *environment_list(const struct environment *e)
{
    return (char *const *)(const void *)e->list;
}

void environment_free(struct environment *e)
{
    buf_free(&e->layers);
    buf_free(&e->text);
    mem_free(e->list);
    e->list = NULL;
}
