#include "host/functions/manifest.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/event_sources/queue_list.h"
#include "host/event_sources/schedule_list.h"
#include "host/functions/manifest_url.h"
#include "host/hook_schemes/hook_list.h"

struct reader {
    struct manifest *m;
    const struct manifest_file *file;
    struct error *err;
};

struct setting {
    const char *key;
    bool (*read)(struct reader *r, const struct setting *s,
                 const json_t *value);
    char *(*word)(struct manifest *m);
    bool (*check)(const json_t *value, struct error *err);
    size_t number; /* offset in struct manifest */
    unsigned least;
    unsigned max;
    const char *unit;
};

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
        return manifest_file_error(
            r->file, s->key, r->err,
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
        return manifest_file_error(
            r->file, s->key, r->err,
            "\"%s\" must be a whole number of %s from %u to %u, "
            "without quotes",
            s->key, s->unit, s->least, s->max);
    *(unsigned *)((char *)r->m + s->number) = (unsigned)number;
    return true;
}

static bool add_variable(struct reader *r, size_t at, const char *name,
                         const char *value)
{
    AUTO(struct buf, buf_free) pair = BUF(MANIFEST_MAX_BYTES);

    if (!buf_printf(&pair, "%s=%s", name, value))
        return error_set(r->err, "out of memory");
    r->m->env[at] = (char *)(size_t)pair.data;
    pair = (struct buf)BUF(0);
    return true;
}

/* manifest_file_load() has checked names and values. */
static bool read_env(struct reader *r, const struct setting *s,
                     const json_t *value)
{
    size_t at = 0;
    const char *name;
    json_t *text;

    (void)s;
    r->m->env = mem_new(json_object_size(value) + 1, sizeof *r->m->env);
    if (!r->m->env)
        return error_set(r->err, "out of memory");
    json_object_foreach((json_t *)(size_t)value, name, text)
    {
        if (!add_variable(r, at++, name, json_string_value(text)))
            return false;
    }
    return true;
}

static bool read_url(struct reader *r, const struct setting *s,
                     const json_t *value)
{
    (void)s;
    return manifest_url_read(r->m, value, r->err) ||
           manifest_file_prefix(r->file, r->err);
}

static bool read_list(struct reader *r, const struct setting *s,
                      const json_t *value)
{
    if (!s->check(value, r->err))
        return manifest_file_prefix(r->file, r->err);
    *(json_t **)(void *)((char *)r->m + s->number) =
        json_incref((json_t *)(size_t)value);
    return true;
}

/* After `timeout`. */
static bool read_queues(struct reader *r, const struct setting *s,
                        const json_t *value)
{
    (void)s;
    if (!queue_list_check(value, r->m->timeout_s, r->err))
        return manifest_file_prefix(r->file, r->err);
    r->m->queues = json_incref((json_t *)(size_t)value);
    return true;
}

static bool read_warm(struct reader *r, const struct setting *s,
                      const json_t *value)
{
    r->m->warm = json_is_true(value);
    return json_is_boolean(value) ||
           manifest_file_error(r->file, s->key, r->err,
                               "\"%s\" must be true or false, without quotes",
                               s->key);
}

static bool is_word(const json_t *value)
{
    return json_string_length(value) > 0 &&
           !memchr(json_string_value(value), '\0', json_string_length(value));
}

static bool read_build(struct reader *r, const struct setting *s,
                       const json_t *value)
{
    size_t count = json_array_size(value);
    bool ok = count > 0 ? count <= BUILD_WORDS_MAX : is_word(value);

    for (size_t i = 0; ok && i < count; i++)
        ok = is_word(json_array_get(value, i));
    if (!ok)
        return manifest_file_error(
            r->file, s->key, r->err,
            "\"build\" must be a command line, such as \"npm run build\", or "
            "an array of its 1 to %d words",
            BUILD_WORDS_MAX);
    r->m->build = json_incref((json_t *)(size_t)value);
    return true;
}

/* What it says is for others. */
static bool note_given(struct reader *r, const struct setting *s,
                       const json_t *value)
{
    (void)value;
    *(bool *)((char *)r->m + s->number) = true;
    return true;
}

#define AT(member) .number = offsetof(struct manifest, member)

static const struct setting settings[] = {
    {.key = "handler", .read = read_word, .word = handler_of},
    {.key = "interpreter", .read = read_word, .word = interpreter_of},
    {.key = "timeout",
     .read = read_number,
     AT(timeout_s),
     .least = 1,
     .max = TIMEOUT_MAX_S,
     .unit = "seconds"},
    {.key = "memory",
     .read = read_number,
     AT(memory_mb),
     .least = 128,
     .max = MEMORY_MAX_MB,
     .unit = "MB"},
    {.key = "env", .read = read_env},
    {.key = "url", .read = read_url},
    {.key = "output", .read = note_given, AT(sets_output)},
    {.key = "concurrency",
     .read = read_number,
     AT(concurrency),
     .least = 1,
     .max = CONCURRENCY_MAX,
     .unit = "events at once"},
    {.key = "idle",
     .read = read_number,
     AT(idle_s),
     .least = 1,
     .max = IDLE_MAX_S,
     .unit = "seconds"},
    {.key = "warmupOnStart", .read = read_warm},
    {.key = "build", .read = read_build},
    {.key = "routes", .read = note_given, AT(has_front)},
    {.key = "static", .read = note_given, AT(has_front)},
    {.key = "http", .read = note_given, AT(has_front)},
    {.key = "schedules",
     .read = read_list,
     .check = schedule_list_check,
     AT(schedules)},
    {.key = "hooks", .read = read_list, .check = hook_list_check, AT(hooks)},
    {.key = "queues", .read = read_queues},
};

void manifest_default(struct manifest *m)
{
    *m = (struct manifest){.timeout_s = TIMEOUT_DEFAULT_S,
                           .memory_mb = MEMORY_DEFAULT_MB,
                           .idle_s = IDLE_DEFAULT_S};
}

unsigned manifest_runtimes(const struct manifest *m)
{
    return m->concurrency == 0 ? RUNTIMES_DEFAULT : 1;
}

unsigned manifest_lanes(const struct manifest *m)
{
    return m->concurrency == 0 ? 1 : m->concurrency;
}

bool manifest_read(struct manifest *m, const struct manifest_file *file,
                   struct error *err)
{
    struct reader r = {.m = m, .file = file, .err = err};

    manifest_default(m);
    for (size_t i = 0; i < COUNT(settings); i++) {
        const json_t *value = manifest_file_get(file, settings[i].key);
        if (value && !settings[i].read(&r, &settings[i], value)) {
            manifest_clear(m);
            return false;
        }
    }
    m->limits_memory =
        manifest_file_get(file, "memory") &&
        !json_object_get(manifest_file_get(file, "limits"), "memory");
    return true;
}

static bool copy_env(struct manifest *to, char *const *from)
{
    size_t count = 0;

    while (from[count])
        count++;
    to->env = mem_new(count + 1, sizeof *to->env);
    for (size_t i = 0; to->env && i < count; i++) {
        size_t size = strlen(from[i]) + 1;
        to->env[i] = mem_new(size, 1);
        if (!to->env[i])
            return false;
        memcpy(to->env[i], from[i], size);
    }
    return to->env;
}

bool manifest_copy(struct manifest *to, const struct manifest *from)
{
    *to = *from;
    to->env = NULL;
    (void)json_incref(to->build);
    (void)json_incref(to->cors);
    (void)json_incref(to->schedules);
    (void)json_incref(to->hooks);
    (void)json_incref(to->queues);
    return !from->env || copy_env(to, from->env);
}

void manifest_clear(struct manifest *m)
{
    for (char **pair = m->env; pair && *pair; pair++)
        mem_free(*pair);
    mem_free(m->env);
    json_decref(m->build);
    json_decref(m->cors);
    json_decref(m->schedules);
    json_decref(m->hooks);
    json_decref(m->queues);
    manifest_default(m);
}
