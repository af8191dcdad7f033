#include "host/deploy/deploy_settings.h"

#include <string.h>

#include "host/client/api_json.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deployed.h"

json_t *deploy_settings_of(const struct deployed *one, const struct deploy *d)
{
    json_t *made = json_deep_copy(one->settings);

    if (made && one->layers)
        (void)json_object_set(made, "Layers", one->layers);
    /* The role of the template is more than that of all functions. */
    if (made && d->role && !json_object_get(made, "Role"))
        (void)json_object_set_new(made, "Role", json_string(d->role));
    return made;
}

/* Layers are shown as objects, and given as ARNs. */
static bool has_layers(const json_t *found, const json_t *layers)
{
    const json_t *list = json_object_get(found, "Layers");

    if (json_array_size(list) != json_array_size(layers))
        return false;
    for (size_t i = 0; i < json_array_size(layers); i++)
        if (strcmp(api_json_text(json_array_get(list, i), "Arn"),
                   json_string_value(json_array_get(layers, i))) != 0)
            return false;
    return true;
}

/* Members that are not set have defaults in what is there. */
static bool is_within(json_t *value, const json_t *found)
{
    const char *key;
    json_t *member;

    if (!json_is_object(value))
        return json_equal(value, found) != 0;
    json_object_foreach(value, key, member)
    {
        if (!json_equal(member, json_object_get(found, key)))
            return false;
    }
    return true;
}

static bool is_as_found(const char *key, json_t *value, const json_t *found)
{
    json_t *there = json_object_get(found, key);

    if (!strcmp(key, "Layers"))
        return has_layers(found, value);
    if (strcmp(key, "Environment") != 0)
        return is_within(value, there);
    const json_t *variables = json_object_get(value, "Variables");
    const json_t *others = json_object_get(there, "Variables");
    return json_object_size(variables) == 0
               ? json_object_size(others) == 0
               : json_equal(variables, others) != 0;
}

void deploy_settings_keep_different(json_t *settings, const json_t *found)
{
    const char *key;
    json_t *value;
    void *next;

    json_object_foreach_safe(settings, next, key, value)
    {
        if (is_as_found(key, value, found))
            (void)json_object_del(settings, key);
    }
}

/* Values may be secrets, and what is shown ends up in logs. */
static void add_names(struct buf *out, json_t *environment)
{
    json_t *variables = json_object_get(environment, "Variables");
    const char *separator = "";
    const char *name;
    json_t *value;

    json_object_foreach(variables, name, value)
    {
        (void)!buf_printf(out, "%s%s", separator, name);
        separator = " ";
    }
    if (json_object_size(variables) == 0)
        (void)!buf_add_str(out, "without variables");
}

void deploy_settings_add_text(struct buf *out, json_t *settings)
{
    const char *key;
    json_t *value;

    json_object_foreach(settings, key, value)
    {
        if (!strcmp(key, "Environment")) {
            (void)!buf_printf(out, "%s%s ", out->size > 0 ? ", " : "", key);
            add_names(out, value);
            continue;
        }
        char *text = json_is_string(value)
                         ? NULL
                         : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        (void)!buf_printf(out, "%s%s %s", out->size > 0 ? ", " : "", key,
                          text ? text : json_string_value(value));
        mem_free(text);
    }
}
