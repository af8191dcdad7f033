#include "host/front/cors.h"

#include <string.h>
#include <strings.h>

#include "common/compiler.h"

enum {
    LIST_MAX = 100,
    ORIGIN_MAX = 253,
    METHOD_MAX = 6,
    HEADER_MAX = 1024,
    AGE_MAX_S = 86400,
};

static const char any[] = "*";

static bool is_origin(const char *text)
{
    const char *host = strstr(text, "://");

    if (!strcmp(text, any))
        return true;
    return host && host > text && host[3] && strlen(text) <= ORIGIN_MAX &&
           !host[3 + strcspn(host + 3, "/?#@, \t*")];
}

static bool is_token(const char *text, size_t max)
{
    size_t size = strlen(text);

    return !strcmp(text, any) ||
           (size > 0 && size <= max &&
            strspn(text,
                   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                   "0123456789!#$%&'+-.^_`|~") == size);
}

static bool is_header(const char *text)
{
    return is_token(text, HEADER_MAX);
}

static bool is_method(const char *text)
{
    return is_token(text, METHOD_MAX) &&
           !text[strcspn(text, "abcdefghijklmnopqrstuvwxyz")];
}

static const struct member {
    const char *name;
    const char *config_name; /* in the API */
    bool (*is_item)(const char *text);
    const char *must_be;
} members[] = {
    {"allowOrigins", "AllowOrigins", is_origin,
     "a list of origins, such as \"http://localhost:3000\", or [\"*\"]"},
    {"allowMethods", "AllowMethods", is_method,
     "a list of methods in upper case, such as \"GET\", or [\"*\"]"},
    {"allowHeaders", "AllowHeaders", is_header,
     "a list of names of headers, or [\"*\"]"},
    {"exposeHeaders", "ExposeHeaders", is_header,
     "a list of names of headers, or [\"*\"]"},
    {"allowCredentials", "AllowCredentials", NULL, "true or false"},
    {"maxAge", "MaxAge", NULL, "a whole number of seconds from 0 to 86400"},
};

static const struct member *member_of(const char *name)
{
    for (size_t i = 0; i < COUNT(members); i++)
        if (!strcmp(members[i].name, name))
            return &members[i];
    return NULL;
}

static bool is_list(const struct member *member, const json_t *value)
{
    size_t i;
    const json_t *item;

    if (!json_is_array(value) || json_array_size(value) > LIST_MAX)
        return false;
    json_array_foreach(value, i, item)
    {
        if (!json_is_string(item) || !member->is_item(json_string_value(item)))
            return false;
    }
    return true;
}

static bool is_valid(const struct member *member, const json_t *value)
{
    if (member->is_item)
        return is_list(member, value);
    if (!strcmp(member->name, "allowCredentials"))
        return json_is_boolean(value);
    return json_is_integer(value) && json_integer_value(value) >= 0 &&
           json_integer_value(value) <= AGE_MAX_S;
}

bool cors_check(const json_t *cors, const char *key, struct error *err)
{
    const char *name;
    json_t *value;

    if (!json_is_object(cors))
        return error_set(err,
                         "\"%s\": \"cors\" must be an object, such as "
                         "{\"allowOrigins\": [\"http://localhost:3000\"]}",
                         key);
    json_object_foreach((json_t *)(size_t)cors, name, value)
    {
        const struct member *member = member_of(name);
        if (!member)
            return error_set(err,
                             "\"%s\": \"cors\" has no \"%.64s\"; it has "
                             "allowOrigins, allowMethods, allowHeaders, "
                             "exposeHeaders, allowCredentials and maxAge",
                             key, name);
        if (!is_valid(member, value))
            return error_set(err, "\"%s\": \"%s\" of \"cors\" must be %s", key,
                             name, member->must_be);
    }
    return true;
}

static bool has(const json_t *list, const char *text)
{
    size_t i;
    const json_t *item;

    json_array_foreach(list, i, item)
    {
        if (!strcasecmp(json_string_value(item), text))
            return true;
    }
    return false;
}

bool cors_allows_origin(const json_t *cors, const char *origin)
{
    const json_t *origins = json_object_get(cors, "allowOrigins");

    return has(origins, any) || (origin && has(origins, origin));
}

bool cors_allows_credentials(const json_t *cors)
{
    return json_is_true(json_object_get(cors, "allowCredentials"));
}

bool cors_is_open(const json_t *cors)
{
    return cors_allows_origin(cors, NULL) && !cors_allows_credentials(cors);
}

int cors_max_age(const json_t *cors)
{
    const json_t *age = json_object_get(cors, "maxAge");

    return age ? (int)json_integer_value(age) : -1;
}

static bool add_list(struct buf *to, const json_t *list)
{
    size_t i;
    const json_t *item;

    json_array_foreach(list, i, item)
    {
        if (!buf_printf(to, "%s%s", i ? ", " : "", json_string_value(item)))
            return false;
    }
    return true;
}

/* "*" does not mean all of them to a browser that sends credentials, so what
 * was asked for is named. */
static bool add_allowed(struct buf *to, const json_t *list, const char *asked)
{
    if (!has(list, any))
        return add_list(to, list);
    return !asked || buf_printf(to, "%s", asked);
}

bool cors_add_methods(struct buf *to, const json_t *cors, const char *asked)
{
    return add_allowed(to, json_object_get(cors, "allowMethods"), asked);
}

bool cors_add_headers(struct buf *to, const json_t *cors, const char *asked)
{
    return add_allowed(to, json_object_get(cors, "allowHeaders"), asked);
}

bool cors_add_exposed(struct buf *to, const json_t *cors)
{
    return add_list(to, json_object_get(cors, "exposeHeaders"));
}

json_t *cors_as_config(const json_t *cors)
{
    json_t *config = json_object();

    for (size_t i = 0; i < COUNT(members); i++) {
        json_t *value = json_object_get(cors, members[i].name);
        if (value &&
            json_object_set(config, members[i].config_name, value) != 0) {
            json_decref(config);
            return NULL;
        }
    }
    return config;
}

json_t *cors_from_config(const json_t *config, struct error *err)
{
    json_t *cors = json_object();

    for (size_t i = 0; cors && i < COUNT(members); i++) {
        json_t *value = json_object_get(config, members[i].config_name);
        if (!value || json_is_null(value))
            continue;
        if (!is_valid(&members[i], value))
            (void)error_set(err, "Cors.%s must be %s", members[i].config_name,
                            members[i].must_be);
        else if (json_object_set(cors, members[i].name, value) == 0)
            continue;
        json_decref(cors);
        return NULL;
    }
    return cors;
}
