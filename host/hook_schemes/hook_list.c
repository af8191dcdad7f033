#include "host/hook_schemes/hook_list.h"

#include <string.h>

#include "host/base/json_items.h"
#include "host/hook_schemes/hook_kind.h"
#include "host/hook_schemes/hook_secrets.h"

bool hook_name_is_valid(const char *name)
{
    size_t size = strlen(name);

    return size > 0 && size <= HOOK_NAME_MAX && *name != '.' &&
           strspn(name,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == size;
}

static bool is_word(const json_t *value)
{
    return json_string_length(value) > 0 &&
           !memchr(json_string_value(value), '\0', json_string_length(value));
}

/* Of each `is_one`, or an array of 1 to `most`. */
static bool is_one_or_list(const json_t *value, size_t most,
                           bool (*is_one)(const json_t *value))
{
    size_t count = json_array_size(value);

    if (!json_is_array(value))
        return is_one(value);
    for (size_t i = 0; i < count; i++)
        if (!is_one(json_array_get(value, i)))
            return false;
    return count > 0 && count <= most;
}

static bool is_reference(const json_t *value)
{
    const char *text = json_string_value(value);

    return is_word(value) &&
           (!strncmp(text, "env:", 4) || !strncmp(text, "file:", 5)) &&
           strchr(text, ':')[1];
}

static bool check_member(const char *key, const json_t *value,
                         struct error *err)
{
    const char *text = json_string_value(value);
    enum hook_kind kind;

    if (!strcmp(key, "kind"))
        return (text && hook_kind_find(&kind, text)) ||
               error_set(err, "\"kind\" must be " HOOK_KIND_NAMES);
    if (!strcmp(key, "name"))
        return (text && hook_name_is_valid(text)) ||
               error_set(err,
                         "\"name\" must be 1 to %d letters, digits, -, _ "
                         "and ., of which . is not the first",
                         HOOK_NAME_MAX);
    if (!strcmp(key, "secret"))
        return is_one_or_list(value, HOOK_SECRETS_MAX, is_reference) ||
               error_set(err,
                         "\"secret\" must be \"env:NAME\" or "
                         "\"file:PATH\", where the secret is, or an array of "
                         "up to %d of them; it is not written here",
                         HOOK_SECRETS_MAX);
    if (!strcmp(key, "deploy"))
        return is_one_or_list(value, HOOK_DEPLOY_WORDS_MAX, is_word) ||
               error_set(err,
                         "\"deploy\" must be a command line, such as \"git "
                         "pull --ff-only\", or an array of its 1 to %d words",
                         HOOK_DEPLOY_WORDS_MAX);
    return error_set(err,
                     "\"%.64s\" is no key of a webhook; they are kind, "
                     "secret, name and deploy",
                     key);
}

static bool check_one(const json_t *item, struct error *err)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(size_t)item, key, value)
    {
        if (!check_member(key, value, err))
            return false;
    }
    return (json_object_get(item, "kind") && json_object_get(item, "secret")) ||
           error_set(err,
                     "it must be an object with a \"kind\" and a \"secret\"");
}

bool hook_list_check(const json_t *list, struct error *err)
{
    return json_items_check(list, "hooks", HOOK_LIST_MAX, check_one, err);
}
