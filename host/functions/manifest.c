#include "host/functions/manifest.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/functions/env_name.h"

struct reader {
    struct manifest *m;
    const char *path;
    const char *text;
    struct error *f;
};

struct setting {
    const char *key;
    bool (*read)(struct reader *r, const struct setting *s,
                 const json_t *value);
    char *(*word)(struct manifest *m);
    size_t number; /* offset in struct manifest */
    unsigned least;
    unsigned max;
    const char *unit;
};

/* The line of a key of the outermost object. jansson keeps no positions, and
 * the text is known to be sound JSON by now. */
static int line_of(const char *text, const char *key)
{
    int line = 1;
    int depth = 0;
    size_t size = strlen(key);

    for (const char *c = text; *c; c++) {
        if (*c == '\n')
            line++;
        depth += *c == '{' || *c == '[';
        depth -= *c == '}' || *c == ']';
        if (*c != '"')
            continue;
        const char *word = ++c;
        while (*c != '"')
            c += *c == '\\' ? 2 : 1;
        const char *after = c + 1 + strspn(c + 1, " \t\r\n");
        if (depth == 1 && *after == ':' && (size_t)(c - word) == size &&
            !memcmp(word, key, size))
            return line;
    }
    return 1;
}

static bool bad(struct reader *r, const char *key, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static bool bad(struct reader *r, const char *key, const char *fmt, ...)
{
    char what[512];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return error_set(r->f, "%s, line %d: %s", r->path, line_of(r->text, key),
                     what);
}

static char *handler_of(struct manifest *m)
{
    return m->handler;
}

static char *interpreter_of(struct manifest *m)
{
    return m->interpreter;
}

static bool read_word(struct reader *r, const struct setting *s,
                      const json_t *value)
{
    const char *text = json_string_value(value);

    if (!text || !*text || strlen(text) >= MANIFEST_WORD_SIZE ||
        strpbrk(text, "\r\n"))
        return bad(r, s->key,
                   "\"%s\" must be a text of 1 to %d characters on one line; "
                   "write it in quotes, or leave the key out",
                   s->key, MANIFEST_WORD_SIZE - 1);
    (void)snprintf(s->word(r->m), MANIFEST_WORD_SIZE, "%s", text);
    return true;
}

static bool read_number(struct reader *r, const struct setting *s,
                        const json_t *value)
{
    json_int_t number = json_integer_value(value);

    if (!json_is_integer(value) || number < s->least || number > s->max)
        return bad(r, s->key,
                   "\"%s\" must be a whole number of %s from %u to %u, "
                   "without quotes",
                   s->key, s->unit, s->least, s->max);
    *(unsigned *)((char *)r->m + s->number) = (unsigned)number;
    return true;
}

static bool add_variable(struct reader *r, size_t at, const char *name,
                         const json_t *value)
{
    AUTO(struct buf, buf_free) pair = BUF(MANIFEST_MAX_BYTES);

    if (env_name_is_reserved(name))
        return bad(r, "env",
                   "\"env\" sets %.64s, which dayfly sets itself; choose "
                   "another name",
                   name);
    if (!env_name_is_valid(name) || !json_is_string(value))
        return bad(r, "env",
                   "\"env\" must be an object of texts, {\"NAME\": \"value\"}, "
                   "the names of letters, digits and _; see \"%.64s\"",
                   name);
    if (!buf_printf(&pair, "%s=%s", name, json_string_value(value)))
        return error_set(r->f, "memory is short");
    r->m->env[at] = (char *)(size_t)pair.data;
    pair = (struct buf)BUF(0);
    return true;
}

static bool read_env(struct reader *r, const struct setting *s,
                     const json_t *value)
{
    size_t at = 0;
    const char *name;
    json_t *text;

    if (!json_is_object(value))
        return bad(r, s->key,
                   "\"env\" must be an object of texts, {\"NAME\": \"value\"}");
    r->m->env = mem_new(json_object_size(value) + 1, sizeof *r->m->env);
    if (!r->m->env)
        return error_set(r->f, "memory is short");
    json_object_foreach(
        (json_t *)(size_t)value, name,
        text) if (!add_variable(r, at++, name, text)) return false;
    return true;
}

static bool read_url(struct reader *r, const struct setting *s,
                     const json_t *value)
{
    const json_t *mode = json_object_get(value, "invokeMode");
    const char *text = json_string_value(mode);

    if (json_is_false(value)) {
        r->m->url = URL_OFF;
        return true;
    }
    if (json_is_object(value) && json_object_size(value) == (mode ? 1 : 0)) {
        if (!mode || (text && !strcmp(text, "BUFFERED")))
            return true;
        if (text && !strcmp(text, "RESPONSE_STREAM")) {
            r->m->url = URL_STREAM;
            return true;
        }
    }
    return bad(r, s->key,
               "\"url\" must be false, {\"invokeMode\": \"BUFFERED\"} or "
               "{\"invokeMode\": \"RESPONSE_STREAM\"}; without it the "
               "function has a buffered URL");
}

/* The bootstrap reads and judges it. */
static bool read_runtimes(struct reader *r, const struct setting *s,
                          const json_t *value)
{
    (void)r;
    (void)s;
    (void)value;
    return true;
}

static bool read_output(struct reader *r, const struct setting *s,
                        const json_t *value)
{
    r->m->sets_output = true;
    return read_runtimes(r, s, value);
}

static const struct setting settings[] = {
    {.key = "handler", .read = read_word, .word = handler_of},
    {.key = "interpreter", .read = read_word, .word = interpreter_of},
    {.key = "timeout",
     .read = read_number,
     .number = offsetof(struct manifest, timeout_s),
     .least = 1,
     .max = TIMEOUT_MAX_S,
     .unit = "seconds"},
    {.key = "memory",
     .read = read_number,
     .number = offsetof(struct manifest, memory_mb),
     .least = 128,
     .max = MEMORY_MAX_MB,
     .unit = "MB"},
    {.key = "env", .read = read_env},
    {.key = "url", .read = read_url},
    {.key = "output", .read = read_output},
    {.key = "flags", .read = read_runtimes},
    {.key = "spare", .read = read_runtimes},
    {.key = "reuse", .read = read_runtimes},
    {.key = "preload", .read = read_runtimes},
    {.key = "residue", .read = read_runtimes},
    {.key = "credentials", .read = read_runtimes},
    {.key = "isolation", .read = read_runtimes},
    {.key = "permissions", .read = read_runtimes},
    {.key = "limits", .read = read_runtimes},
    {.key = "required", .read = read_runtimes},
    {.key = "concurrency",
     .read = read_number,
     .number = offsetof(struct manifest, concurrency),
     .least = 1,
     .max = CONCURRENCY_MAX,
     .unit = "calls at once"},
};

static bool read_key(struct reader *r, const char *key, const json_t *value)
{
    AUTO(struct buf, buf_free) keys = BUF(512);

    for (size_t i = 0; i < COUNT(settings); i++)
        if (!strcmp(settings[i].key, key))
            return settings[i].read(r, &settings[i], value);
    for (size_t i = 0; i < COUNT(settings); i++)
        (void)!buf_printf(&keys, "%s%s", i ? ", " : "", settings[i].key);
    return bad(r, key, "unknown key \"%.64s\"; the keys are %s", key,
               keys.data);
}

static bool read_all(struct reader *r, const json_t *root)
{
    const char *key;
    json_t *value;

    if (!json_is_object(root))
        return error_set(r->f,
                         "%s, line 1: must be one JSON object, "
                         "like {\"handler\": \"index.handler\"}",
                         r->path);
    json_object_foreach((json_t *)(size_t)root, key,
                        value) if (!read_key(r, key, value)) return false;
    return true;
}

void manifest_default(struct manifest *m)
{
    *m = (struct manifest){.timeout_s = TIMEOUT_DEFAULT_S,
                           .memory_mb = MEMORY_DEFAULT_MB,
                           .concurrency = 1};
}

bool manifest_parse(struct manifest *m, const char *path, const char *text,
                    size_t size, struct error *err)
{
    struct reader r = {.m = m, .path = path, .text = text, .f = err};
    json_error_t error;

    manifest_default(m);
    json_t *root = json_loadb(text, size,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!root)
        return error_set(err, "%s, line %d: %s; mend the JSON there", path,
                         error.line > 0 ? error.line : 1, error.text);
    bool ok = read_all(&r, root);
    json_decref(root);
    if (!ok)
        manifest_clear(m);
    return ok;
}

void manifest_clear(struct manifest *m)
{
    for (char **pair = m->env; pair && *pair; pair++)
        mem_free(*pair);
    mem_free(m->env);
    manifest_default(m);
}
