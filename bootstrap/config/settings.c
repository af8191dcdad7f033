#include "bootstrap/config/settings.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "bootstrap/config/exec_wrapper.h"
#include "bootstrap/config/settings_table.h"
#include "bootstrap/event/invocation.h"

/* Digits only: strtol would also accept blanks, signs and 0x. */
static bool number_from(const char *text, int64_t most, int64_t *number)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 7 || text[digits] != '\0')
        return false;
    *number = strtol(text, NULL, 10);
    return *number >= 1 && *number <= most;
}

static bool take_word(struct settings *s, const struct setting *row,
                      const char *name, const char *value, struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF(1024);
    bool ok = true;

    for (unsigned at = 0; row->choices[at]; at++) {
        if (!strcmp(row->choices[at], value)) {
            memcpy((char *)s + row->field, &at, sizeof at);
            return true;
        }
        ok = ok && buf_printf(&all, "%s%s", row->choices[at],
                              !row->choices[at + 1]  ? ""
                              : row->choices[at + 2] ? ", "
                                                     : " or ");
    }
    return error_set(err, "%s is \"%.256s\"; it must be %s", name, value,
                     all.data);
}

static bool take_number(struct settings *s, const struct setting *row,
                        const char *name, const char *value, struct error *err)
{
    int64_t number;

    if (!number_from(value, row->max, &number))
        return error_set(err,
                         "%s is \"%.256s\"; it must be a whole number of %s "
                         "from 1 to %lld",
                         name, value, row->unit, (long long)row->max);
    number *= row->scale;
    memcpy((char *)s + row->field, &number, sizeof number);
    return true;
}

static bool take(struct settings *s, const struct setting *row,
                 const char *name, const char *value, struct error *err)
{
    if (row->kind == KIND_INHERIT)
        return true;
    if (*value == '\0')
        return error_set(err, "%s is empty; give it a value or leave it out",
                         name);
    if (row->kind == KIND_WORD)
        return take_word(s, row, name, value, err);
    if (row->kind == KIND_NUMBER)
        return take_number(s, row, name, value, err);
    memcpy((char *)s + row->field, &value, sizeof(const char *));
    return true;
}

/* Set on Lambda Managed Instances and by the host. */
static bool read_concurrency(struct settings *s, struct error *err)
{
    const char *value = getenv("AWS_LAMBDA_MAX_CONCURRENCY");

    if (!value || number_from(value, CONCURRENCY_MAX, &s->concurrency))
        return true;
    s->concurrency = 1;
    return error_set(err,
                     "AWS_LAMBDA_MAX_CONCURRENCY is \"%s\"; it must be a "
                     "whole number of events at once from 1 to %d, or unset",
                     value, CONCURRENCY_MAX);
}

static bool take_own(struct settings *s, const char *pair, struct error *err)
{
    size_t size = strcspn(pair, "=");

    for (size_t i = 0; i < settings_rows_count; i++)
        if (strlen(settings_rows[i].name) == size &&
            memcmp(settings_rows[i].name, pair, size) == 0)
            return take(s, &settings_rows[i], settings_rows[i].name,
                        pair[size] ? pair + size + 1 : "", err);
    return error_set(err,
                     "unknown setting %.*s; `bootstrap --help` lists the "
                     "settings there are",
                     (int)size, pair);
}

/* The value as an environment variable would have it; NULL: of a wrong type. */
static const char *text_of(const struct setting *row, const json_t *value,
                           char number[32])
{
    if (row->kind == KIND_NUMBER) {
        (void)snprintf(number, 32, "%" JSON_INTEGER_FORMAT,
                       json_integer_value(value));
        return json_is_integer(value) ? number : NULL;
    }
    if (row->on_off && json_is_boolean(value))
        return json_is_true(value) ? "on" : "off";
    return json_string_value(value);
}

static const char *const expected_types[] = {[KIND_TEXT] = "a text in quotes",
                                             [KIND_WORD] = "a word in quotes",
                                             [KIND_NUMBER] = "a whole number"};

static bool take_keys(struct settings *s, const struct manifest_file *m,
                      struct error *err)
{
    for (size_t i = 0; i < settings_rows_count; i++) {
        const char *key = settings_rows[i].key;
        const json_t *value = key ? manifest_file_get(m, key) : NULL;
        char name[PATH_MAX + 64];
        char number[32];
        if (!value)
            continue;
        const char *text = text_of(&settings_rows[i], value, number);
        if (!text)
            return manifest_invalid(m, key,
                                    expected_types[settings_rows[i].kind], err);
        (void)snprintf(name, sizeof name, "%s:%d: \"%s\"", m->path,
                       manifest_file_line(m, key), key);
        if (!take(s, &settings_rows[i], name, text, err))
            return false;
    }
    return true;
}

/* The platform's log settings; an undefined level or format means the default,
 * as in AWS's own clients. */
static void read_platform(struct settings *s)
{
    const char *format = getenv("AWS_LAMBDA_LOG_FORMAT");
    const char *level = getenv("AWS_LAMBDA_LOG_LEVEL");
    const char *timeout = getenv("AWS_LAMBDA_FUNCTION_TIMEOUT");
    const char *path = getenv("PATH");
    const char *handler = getenv("_HANDLER");
    const char *wrapper = getenv("AWS_LAMBDA_EXEC_WRAPPER");
    const char *tmpdir = getenv("TMPDIR");

    static_assert(COUNT(s->once_headers) == INVOCATION_ENV_FIELDS,
                  "one for each variable");
    for (size_t i = 0; i < INVOCATION_ENV_FIELDS; i++)
        s->once_headers[i] = getenv(invocation_env_names[i]);
    s->api = getenv("AWS_LAMBDA_RUNTIME_API");
    s->channel = getenv("DAYFLY_CHANNEL");
    s->limit_memory = getenv("DAYFLY_LIMIT_MEMORY") != NULL;
    s->own_user = getenv("DAYFLY_OWN_USER") != NULL;
    s->trial = getenv("DAYFLY_TRIAL") != NULL;
    s->memory_noted = getenv("DAYFLY_MEMORY_NOTED") != NULL;
    s->handler = handler ? handler : "";
    s->wrapper =
        wrapper && *wrapper && !getenv(EXEC_WRAPPER_GUARD) ? wrapper : NULL;
    s->start_type = getenv("AWS_LAMBDA_INITIALIZATION_TYPE");
    s->task_root = getenv("LAMBDA_TASK_ROOT");
    s->path = path ? path : "/usr/local/bin:/usr/bin:/bin:/opt/bin";
    s->telemetry = getenv("_LAMBDA_TELEMETRY_LOG_FD");
    s->log_json = format && !strcasecmp(format, "JSON");
    s->log_level = level;
    if (s->log_json && level)
        (void)log_level_from_name(level, strlen(level), &s->log_min_level);
    if (!timeout || !number_from(timeout, TIMEOUT_MAX_S, &s->timeout_ms))
        s->timeout_ms = TIMEOUT_MAX_S;
    s->timeout_ms *= 1000;
    s->deno_dir = getenv("DENO_DIR");
    s->readable[0] = s->deno_dir;
    s->readable[1] = getenv("NODE_EXTRA_CA_CERTS");
    s->readable[2] = getenv("SSL_CERT_FILE");
    s->readable[3] = getenv("SSL_CERT_DIR");
    s->tmpdir = tmpdir && *tmpdir == '/' ? tmpdir : "/tmp";
    s->function_name = getenv("AWS_LAMBDA_FUNCTION_NAME");
    s->function_version = getenv("AWS_LAMBDA_FUNCTION_VERSION");
    s->memory_mb = getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
    s->log_group = getenv("AWS_LAMBDA_LOG_GROUP_NAME");
    s->log_stream = getenv("AWS_LAMBDA_LOG_STREAM_NAME");
}

/* A value of dayfly.json, unless the platform set one. */
static bool take_platform_keys(struct settings *s,
                               const struct manifest_file *m, struct error *err)
{
    const json_t *handler = manifest_file_get(m, "handler");
    const json_t *memory = manifest_file_get(m, "memory");

    if (handler && !json_string_length(handler))
        return manifest_invalid(m, "handler", "a text that is not empty", err);
    if (memory && (json_integer_value(memory) < 128 ||
                   json_integer_value(memory) > 10240))
        return manifest_invalid(m, "memory",
                                "a whole number of MB, 128 to 10240", err);
    if (handler && !*s->handler)
        s->handler = json_string_value(handler);
    if (memory && !s->memory_mb) {
        (void)snprintf(s->memory_text, sizeof s->memory_text,
                       "%" JSON_INTEGER_FORMAT, json_integer_value(memory));
        s->memory_mb = s->memory_text;
    }
    return true;
}

/* policy/requirements checks the words. */
static bool read_required(struct settings *s, const struct manifest_file *m,
                          struct error *err)
{
    size_t i;
    const json_t *item;
    bool ok = true;

    s->required = manifest_file_get(m, "required");
    json_array_foreach(s->required, i, item) ok =
        ok && json_string_length(item) > 0;
    if (!ok || (s->required && !json_is_array(s->required)))
        return manifest_invalid(
            m, "required", "a list of texts, like [\"net\", \"seccomp\"]", err);
    return true;
}

static bool take_restrictions(struct settings *s, const struct manifest_file *m,
                              struct error *err)
{
    if (!permissions_read(manifest_file_get(m, "permissions"), &s->permissions,
                          err) ||
        !limits_read(manifest_file_get(m, "limits"), &s->limits, err))
        return manifest_file_prefix(m, err);
    return read_required(s, m, err);
}

/* The function's memory is its limit, unless `limits` has another. On AWS
 * Lambda the platform enforces it. */
static void limit_memory(struct settings *s, const struct manifest_file *m)
{
    int64_t memory_mb;

    if (s->limits.value[LIMIT_MEMORY] || !s->memory_mb ||
        (!manifest_file_get(m, "memory") && !s->limit_memory) ||
        (s->start_type && s->freeze != FREEZE_OFF) ||
        !number_from(s->memory_mb, MEMORY_MAX_MB, &memory_mb))
        return;
    s->limits.value[LIMIT_MEMORY] = memory_mb;
    s->limits.of_function = true;
}

/* A debugger could reach no process within them, or only for a moment. */
static void lift_restrictions(struct settings *s)
{
    s->permissions = (struct permissions){.restricted = false};
    s->limits = (struct limits){.of_function = false};
    s->isolation = ISOLATION_NORMAL;
    s->required = NULL;
}

bool settings_read(struct settings *s, struct manifest_file *m,
                   struct error *err)
{
    *s = (struct settings){.flags = "", .reuse = 1, .concurrency = 1};
    s->log_min_level = LEVEL_TRACE;
    s->manifest = m;
    bool ok = manifest_file_load(m, getenv("LAMBDA_TASK_ROOT"), err) &&
              manifest_export(m, err);
    read_platform(s);
    ok = ok && take_keys(s, m, err) && take_platform_keys(s, m, err) &&
         take_restrictions(s, m, err);
    for (char **pair = environ; ok && pair && *pair; pair++)
        if (!strncmp(*pair, "DAYFLY_", 7))
            ok = take_own(s, *pair, err);
    if (ok)
        limit_memory(s, m);
    if (getenv("DAYFLY_DEBUG"))
        lift_restrictions(s);
    /* Strict isolation grants only what is listed. */
    s->permissions.restricted |= s->isolation == ISOLATION_STRICT;
    return ok && read_concurrency(s, err);
}

bool settings_want_debug(const struct settings *s)
{
    enum log_level level = LEVEL_INFO;

    if (s->log_level)
        (void)log_level_from_name(s->log_level, strlen(s->log_level), &level);
    return s->trace == TOGGLE_ON || level <= LEVEL_DEBUG;
}
