#include "common/function/manifest_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/fd.h"
#include "common/function/env_name.h"
#include "common/function/registry_file.h"
#include "common/function/text_file.h"
#include "common/json/json_check.h"
#include "common/json/json_member.h"

/* Only the host reads the last eleven. */
static const char *const keys[] = {
    "handler",       "interpreter", "flags",       "output",      "spare",
    "reuse",         "preload",     "residue",     "credentials", "memory",
    "timeout",       "isolation",   "permissions", "limits",      "required",
    "env",           "rehearse",    "url",         "concurrency", "idle",
    "warmupOnStart", "build",       "routes",      "static",      "http",
    "schedules",     "hooks",       "queues",
};

int manifest_file_line(const struct manifest_file *file, const char *key)
{
    struct json_member member;
    int line = 1;

    if (!file->root ||
        !json_find_member(file->text.data, file->text.size, key, &member))
        return 1;
    for (const char *c = file->text.data; c < member.name; c++)
        line += *c == '\n';
    return line;
}

bool manifest_file_error(const struct manifest_file *file, const char *key,
                         struct error *err, const char *fmt, ...)
{
    char what[512];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return error_set(err, "%s:%d: %s", file->path,
                     manifest_file_line(file, key), what);
}

bool manifest_file_prefix(const struct manifest_file *file, struct error *err)
{
    struct error inner = *err;
    char *key = inner.text + 1;
    size_t size = strcspn(key, "\"");

    if (inner.text[0] != '"' || size == 0 || !key[size])
        return error_prefix(err, "%s", file->path);
    key[size] = '\0';
    int line = manifest_file_line(file, key);
    key[size] = '"';
    return error_set(err, "%s:%d: %s", file->path, line, inner.text);
}

static bool is_key(const char *word)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!strcmp(keys[i], word))
            return true;
    return false;
}

static bool check_keys(const struct manifest_file *file, struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF(512);
    const char *key;
    json_t *value;

    if (!json_is_object(file->root))
        return error_set(err,
                         "%s:1: must be one JSON object, like {\"handler\": "
                         "\"index.handler\"}",
                         file->path);
    for (size_t i = 0; i < COUNT(keys); i++)
        (void)!buf_printf(&all, "%s%s", i > 0 ? ", " : "", keys[i]);
    json_object_foreach(file->root, key, value)
    {
        if (!is_key(key))
            return manifest_file_error(file, key, err,
                                       "unknown key \"%.64s\"; the keys are %s",
                                       key, all.data);
    }
    return true;
}

static bool check_env(const struct manifest_file *file, struct error *err)
{
    static const char expected[] =
        "\"env\" must be an object of texts, {\"NAME\": \"value\"}";
    json_t *env = manifest_file_get(file, "env");
    const char *name;
    json_t *value;

    if (env && !json_is_object(env))
        return manifest_file_error(file, "env", err, "%s", expected);
    json_object_foreach(env, name, value)
    {
        if (env_name_is_reserved(name))
            return manifest_file_error(file, "env", err,
                                       "\"env\" sets %.64s, which only the "
                                       "platform sets; choose another name",
                                       name);
        if (!env_name_is_valid(name) || !json_is_string(value))
            return manifest_file_error(file, "env", err,
                                       "%s, the names of letters, digits and "
                                       "_; see \"%.64s\"",
                                       expected, name);
        if (!env_value_fits(name, json_string_length(value)))
            return manifest_file_error(file, "env", err,
                                       "\"env\" sets %.64s to %zu bytes; name "
                                       "and value may have %d: put the value "
                                       "into a file",
                                       name, json_string_length(value),
                                       ENV_VARIABLE_MAX_BYTES - 2);
    }
    return true;
}

/* jansson names its own flag. */
static const char *text_of(const json_error_t *error)
{
    return strstr(error->text, "JSON_ALLOW_NUL")
               ? "a text contains \\u0000, which is not allowed"
               : error->text;
}

/* jansson passes over a NUL that follows a number; json_check() does not. */
static bool parse(struct manifest_file *file, struct error *err)
{
    const struct buf *text = &file->text;
    json_error_t error;

    file->root = json_loadb(text->data, text->size,
                            JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!file->root)
        return error_set(err, "%s:%d: %s; correct the JSON there", file->path,
                         error.line > 0 ? error.line : 1, text_of(&error));
    if (!json_check(text->data, text->size, err))
        return error_prefix(err, "%s", file->path);
    return check_keys(file, err) && check_env(file, err);
}

/* Some editors begin a text with a mark of its encoding. */
static void skip_mark(struct buf *text)
{
    static const char mark[] = "\xef\xbb\xbf";

    if (text->size >= sizeof mark - 1 &&
        !memcmp(text->data, mark, sizeof mark - 1))
        buf_consume(text, sizeof mark - 1);
}

bool manifest_file_parse(struct manifest_file *file, struct error *err)
{
    skip_mark(&file->text);
    if (file->text.size == 0)
        return error_set(err, "%s:1: the file is empty; write {} or remove it",
                         file->path);
    if (file->text.size > MANIFEST_MAX_BYTES)
        return error_set(err, "%s is larger than %d bytes; shorten it",
                         file->path, MANIFEST_MAX_BYTES);
    if (parse(file, err))
        return true;
    manifest_file_free(file);
    return false;
}

/* A file of this name that is no registry of functions is another program's. */
static bool parse_registry(struct manifest_file *file, struct error *err)
{
    json_t *root = json_loadb(file->text.data, file->text.size, 0, NULL);
    json_t *converted = registry_file_convert(root, err);

    json_decref(root);
    if (!converted) {
        if (*err->text)
            (void)manifest_file_prefix(file, err);
        buf_free(&file->text);
        return !*err->text;
    }
    file->root = converted;
    if (check_keys(file, err))
        return true;
    manifest_file_free(file);
    return false;
}

static bool
load(struct manifest_file *file, const char *folder, const char *name,
     bool (*parse_text)(struct manifest_file *file, struct error *err),
     bool *found, struct error *err)
{
    int size = snprintf(file->path, sizeof file->path, "%s/%s",
                        folder && *folder ? folder : ".", name);

    *found = false;
    if (size < 0 || (size_t)size >= sizeof file->path)
        return true;
    struct error why = ERROR_NONE;
    AUTO(int, fd_close) fd = text_file_open(file->path, &why);
    *found = fd >= 0 || *why.text;
    if (fd >= 0)
        return text_file_read(fd, file->path, &file->text, err) &&
               parse_text(file, err);
    if (*why.text)
        *err = why;
    return !*why.text;
}

bool manifest_file_load(struct manifest_file *file, const char *folder,
                        struct error *err)
{
    bool found;

    return load(file, folder, MANIFEST_FILE_NAME, manifest_file_parse, &found,
                err) &&
           (found || load(file, folder, REGISTRY_FILE_NAME, parse_registry,
                          &found, err));
}

json_t *manifest_file_get(const struct manifest_file *file, const char *key)
{
    return json_object_get(file->root, key);
}

void manifest_file_free(struct manifest_file *file)
{
    json_decref(file->root);
    file->root = NULL;
    buf_free(&file->text);
}
