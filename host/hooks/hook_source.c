#include "host/hooks/hook_source.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/crypto/private_file.h"
#include "host/crypto/seal.h"
#include "host/dispatch/dispatcher.h"
#include "host/functions/function_registry.h"

enum {
    TEXT_MAX = HOOK_SECRETS_MAX * (HOOK_SECRET_MAX + 2) + 1,
    FILE_MAX = 8192, /* more than one read of private_file.h */
};

static const char sealed_key[] = "Sealed";

static void about(char text[HOOK_NAME_MAX + 16], const char *name)
{
    (void)snprintf(text, HOOK_NAME_MAX + 16, "hook:%s", name);
}

static void wipe(struct buf *text)
{
    if (text->capacity > 0)
        explicit_bzero((char *)(size_t)text->data, text->capacity);
    buf_free(text);
}

static const char *of_manifest(const struct function *fn, const char *name)
{
    size_t size = strlen(name);

    for (char *const *pair = fn->manifest.env; pair && *pair; pair++)
        if (!strncmp(*pair, name, size) && (*pair)[size] == '=')
            return *pair + size + 1;
    return NULL;
}

/* Of the function, or else of the host alone. */
static bool read_variable(const struct function *fn, const struct hook *hook,
                          const char *name, struct hook_secrets *secrets,
                          struct error *err)
{
    const char *value = env_list_get(&fn->own_env, name);

    if (!value)
        value = of_manifest(fn, name);
    if (!value && fn->given_env)
        value = env_list_get(fn->given_env, name);
    if (!value)
        value = getenv(name);
    if (!value || !*value)
        return error_set(err,
                         "the variable %s is not set: it may be in the file "
                         ".env of the folder or in the environment of `dayfly "
                         "serve`",
                         name);
    return hook_secrets_add(secrets, hook->kind, value, err) ||
           error_prefix(err, "the variable %s", name);
}

static bool read_file(const struct function *fn, const struct hook *hook,
                      const char *path, struct hook_secrets *secrets,
                      struct error *err)
{
    struct buf text = BUF(FILE_MAX);
    char whole[PATH_MAX];
    bool exists;
    int size = *path == '/'
                   ? snprintf(whole, sizeof whole, "%s", path)
                   : snprintf(whole, sizeof whole, "%s/%s", fn->folder, path);

    if (size >= (int)sizeof whole)
        return error_set(err, "the path of the file is too long");
    bool ok = private_file_read(&text, whole, &exists, err);
    if (ok && !exists)
        ok = error_set(err, "there is no file %s", whole);
    else if (ok)
        ok = hook_secrets_add_lines(secrets, hook->kind, text.data, err) ||
             error_prefix(err, "%s", whole);
    wipe(&text);
    return ok;
}

static bool read_reference(const struct function *fn, const struct hook *hook,
                           const char *text, struct hook_secrets *secrets,
                           struct error *err)
{
    const char *what = text ? strchr(text, ':') : NULL;

    if (!what)
        return error_set(err, "out of memory");
    return *text == 'e' ? read_variable(fn, hook, what + 1, secrets, err)
                        : read_file(fn, hook, what + 1, secrets, err);
}

static bool of_folder(const struct hooks *hooks, const struct hook *hook,
                      struct hook_secrets *secrets, struct error *err)
{
    const struct function *fn = function_registry_find(
        hooks->dispatcher->registry, hook->function.name);
    const json_t *given = json_object_get(hook->document, "secret");

    if (!fn)
        return error_set(err, "the function %s is gone", hook->function.name);
    if (json_is_string(given))
        return read_reference(fn, hook, json_string_value(given), secrets, err);
    for (size_t i = 0; i < json_array_size(given); i++)
        if (!read_reference(fn, hook,
                            json_string_value(json_array_get(given, i)),
                            secrets, err))
            return false;
    return true;
}

static bool of_store(const struct hooks *hooks, const struct hook *hook,
                     struct hook_secrets *secrets, struct error *err)
{
    struct buf text = BUF(TEXT_MAX);
    char name[HOOK_NAME_MAX + 16];

    about(name, hook->name);
    bool ok = seal_open_text(hooks->seal, name, hook_text(hook, sealed_key),
                             &text, err) &&
              hook_secrets_add_lines(secrets, hook->kind, text.data, err);
    wipe(&text);
    return ok;
}

bool hook_source_read(const struct hooks *hooks, const struct hook *hook,
                      struct hook_secrets *secrets, struct error *err)
{
    secrets->count = 0;
    if (!(hook->from_folder ? of_folder(hooks, hook, secrets, err)
                            : of_store(hooks, hook, secrets, err)))
        return false;
    return secrets->count > 0 || error_set(err, "it has no secret");
}

bool hook_source_seal(const struct hooks *hooks, const char *name,
                      const struct hook_secrets *secrets, json_t *document,
                      struct error *err)
{
    struct buf text = BUF(TEXT_MAX);
    AUTO(struct buf, buf_free) closed = BUF((size_t)8 * TEXT_MAX);
    char what[HOOK_NAME_MAX + 16];
    bool ok = true;

    about(what, name);
    for (size_t i = 0; ok && i < secrets->count; i++)
        ok = buf_printf(&text, "%s\n", secrets->text[i]);
    if (!ok)
        (void)error_set(err, "out of memory");
    ok = ok &&
         seal_close_text(hooks->seal, what, text.data, text.size, &closed, err);
    wipe(&text);
    if (!ok)
        return false;
    return json_object_set_new(document, sealed_key,
                               json_string(closed.data)) == 0 ||
           error_set(err, "out of memory");
}
