#include "common/function/registry_file.h"

#include <stdbool.h>
#include <string.h>

#include "common/compiler.h"

static bool is_registry(const json_t *root)
{
    json_t *permissions = json_object_get(root, "permissions");
    json_t *warm = json_object_get(root, "warmupOnStart");
    size_t known = (permissions ? 1U : 0U) + (warm ? 1U : 0U);

    return known > 0 && json_object_size(root) == known &&
           (!warm || json_is_boolean(warm));
}

/* "a,b" */
static json_t *list_of(const char *text)
{
    json_t *list = json_array();

    while (*text) {
        size_t size = strcspn(text, ",");
        if (json_array_append_new(list, json_stringn(text, size)) != 0) {
            json_decref(list);
            return NULL;
        }
        text += size + (text[size] == ',');
    }
    return list;
}

/* --allow-NAME, --allow-NAME=LIST, or all of them. */
static bool add_flag(json_t *permissions, const char *flag)
{
    static const char *const names[] = {"read", "write", "net", "env",
                                        "run",  "ffi",   "sys"};
    static const char allow[] = "--allow-";
    bool all = !strcmp(flag, "-A") || !strcmp(flag, "--allow-all");
    bool known = all;

    for (size_t i = 0; i < COUNT(names); i++) {
        size_t size = strlen(names[i]);
        const char *name = flag + strlen(allow);
        bool is = !all && !strncmp(flag, allow, strlen(allow)) &&
                  !strncmp(name, names[i], size) &&
                  (name[size] == '=' || name[size] == '\0');
        if (!all && !is)
            continue;
        json_t *grant =
            is && name[size] ? list_of(name + size + 1) : json_true();
        known = json_object_set_new(permissions, names[i], grant) == 0;
    }
    return known;
}

static json_t *permissions_of(const json_t *flags, struct error *err)
{
    json_t *permissions = json_object();
    size_t i;
    const json_t *flag;

    json_array_foreach(flags, i, flag)
    {
        if (json_is_string(flag) &&
            add_flag(permissions, json_string_value(flag)))
            continue;
        (void)error_set(err,
                        "\"permissions\": %.64s is no flag of Deno such as "
                        "--allow-net or --allow-read=data",
                        json_is_string(flag) ? json_string_value(flag)
                                             : "an item that is no text");
        json_decref(permissions);
        return NULL;
    }
    return permissions;
}

json_t *registry_file_convert(const json_t *root, struct error *err)
{
    json_t *flags = json_object_get(root, "permissions");
    json_t *warm = json_object_get(root, "warmupOnStart");
    json_t *keys = is_registry(root) ? json_object() : NULL;

    if (!keys)
        return NULL;
    if (warm)
        (void)json_object_set(keys, "warmupOnStart", warm);
    if (!flags)
        return keys;
    json_t *permissions =
        json_is_array(flags) ? permissions_of(flags, err) : json_incref(flags);
    if (permissions &&
        json_object_set_new(keys, "permissions", permissions) == 0)
        return keys;
    json_decref(keys);
    if (!*err->text)
        (void)error_set(err, "out of memory");
    return NULL;
}
