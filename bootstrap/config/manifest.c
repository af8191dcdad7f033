#include "bootstrap/config/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/fd.h"

/* The last two are read by the host alone. */
static const char *const keys[] = {
    "handler", "interpreter", "flags",       "output",      "spare",
    "reuse",   "preload",     "residue",     "credentials", "memory",
    "timeout", "isolation",   "permissions", "limits",      "required",
    "env",     "url",         "concurrency",
};

static bool is_key(const char *word)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!strcmp(keys[i], word))
            return true;
    return false;
}

bool manifest_invalid(const struct manifest *m, const char *key,
                      const char *right, struct error *err)
{
    return error_set(err, "%s: \"%.64s\" must be %s", m->path, key, right);
}

static bool check_keys(const struct manifest *m, struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF(4096);

    if (!json_is_object(m->root))
        return error_set(err,
                         "%s: must be one JSON object, like {\"handler\": "
                         "\"index.handler\"}",
                         m->path);
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!buf_printf(&all, "%s%s", i > 0 ? ", " : "", keys[i]))
            return error_set(err, "no memory for %s", m->path);
    for (void *at = json_object_iter(m->root); at;
         at = json_object_iter_next(m->root, at))
        if (!is_key(json_object_iter_key(at)))
            return error_set(err, "%s: unknown key \"%.64s\"; the keys are %s",
                             m->path, json_object_iter_key(at), all.data);
    return true;
}

/* An absent file leaves the text empty. */
static bool read_file(struct buf *text, const char *path, struct error *err)
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = 1;

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return true;
    while (fd >= 0 && got > 0 && text->size < text->max) {
        size_t room = text->max - text->size;
        if (!buf_reserve(text, room))
            return error_set(err, "no memory for %s", path);
        got = fd_read(fd, buf_tail(text), room);
        buf_commit(text, got > 0 ? (size_t)got : 0);
    }
    if (fd < 0 || got < 0)
        return error_set_errno(err, "cannot read %s", path);
    if (text->size == 0)
        return error_set(err, "%s is empty; write {} or remove it", path);
    if (text->size > MANIFEST_MAX_BYTES)
        return error_set(err, "%s is larger than %d bytes", path,
                         MANIFEST_MAX_BYTES);
    return true;
}

bool manifest_load(struct manifest *m, const char *folder, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(MANIFEST_MAX_BYTES + 1);
    json_error_t error;
    int size = snprintf(m->path, sizeof m->path, "%s/dayfly.json",
                        folder && *folder ? folder : ".");

    /* The search for the handler refuses such a folder in better words. */
    if (size < 0 || (size_t)size >= sizeof m->path)
        return true;
    if (!read_file(&text, m->path, err))
        return false;
    if (text.size == 0)
        return true;
    m->root = json_loadb(text.data, text.size,
                         JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!m->root)
        return error_set(err, "%s, line %d: %s; mend the JSON there", m->path,
                         error.line > 0 ? error.line : 1, error.text);
    return check_keys(m, err);
}

/* They tell a runtime where it is, and only the platform can. */
static bool is_reserved(const char *name)
{
    static const char *const free_of[] = {"AWS_LAMBDA_LOG_FORMAT",
                                          "AWS_LAMBDA_LOG_LEVEL",
                                          "AWS_LAMBDA_EXEC_WRAPPER"};
    static const char *const ours[] = {"AWS_LAMBDA_", "_", "LAMBDA_TASK_ROOT",
                                       "LAMBDA_RUNTIME_DIR"};

    for (size_t i = 0; i < COUNT(free_of); i++)
        if (!strcmp(name, free_of[i]))
            return false;
    for (size_t i = 0; i < COUNT(ours); i++)
        if (!strncmp(name, ours[i], strlen(ours[i])))
            return true;
    return false;
}

static const char an_env[] = "an object of texts, {\"NAME\": \"value\"}";

bool manifest_export(const struct manifest *m, struct error *err)
{
    json_t *env = json_object_get(m->root, "env");

    if (env && !json_is_object(env))
        return manifest_invalid(m, "env", an_env, err);
    for (void *at = json_object_iter(env); at;
         at = json_object_iter_next(env, at)) {
        const char *name = json_object_iter_key(at);
        const char *value = json_string_value(json_object_iter_value(at));
        if (!*name || strchr(name, '=') || !value)
            return manifest_invalid(m, "env", an_env, err);
        if (is_reserved(name))
            return error_set(err,
                             "%s: \"env\" sets %.64s, which the platform "
                             "sets; choose another name",
                             m->path, name);
        if (setenv(name, value, 0) != 0)
            return error_set_errno(err, "cannot set %.64s", name);
    }
    return true;
}

const json_t *manifest_get(const struct manifest *m, const char *key)
{
    return json_object_get(m->root, key);
}

void manifest_free(struct manifest *m)
{
    json_decref(m->root);
    m->root = NULL;
}
