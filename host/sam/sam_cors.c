#include "host/sam/sam_cors.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_property.h"

/* In REST APIs some names have no "s". */
static const struct {
    const char *url;
    const char *rest_api;
    const char *key;
    enum { LIST, BOOLEAN, NUMBER } kind;
} members[] = {
    {"AllowOrigins", "AllowOrigin", "allowOrigins", LIST},
    {"AllowMethods", "AllowMethods", "allowMethods", LIST},
    {"AllowHeaders", "AllowHeaders", "allowHeaders", LIST},
    {"ExposeHeaders", "", "exposeHeaders", LIST},
    {"AllowCredentials", "AllowCredentials", "allowCredentials", BOOLEAN},
    {"MaxAge", "MaxAge", "maxAge", NUMBER},
};

static json_t *words(const char *first)
{
    json_t *list = json_array();

    (void)json_array_append_new(list, json_string(first));
    return list;
}

/* The items without spaces and single quotes around them, in the place of the
 * list. OPTIONS is left out: it is the method of the question itself. */
static json_t *clean(json_t *list, bool is_methods)
{
    json_t *to = json_array();

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        size_t size;
        text += strspn(text, " '");
        size = strlen(text);
        while (size > 0 && strchr(" '", text[size - 1]))
            size--;
        json_t *item = json_stringn(text, size);
        if (size > 0 &&
            !(is_methods && !strcasecmp(json_string_value(item), "OPTIONS")))
            (void)json_array_append(to, item);
        json_decref(item);
    }
    json_decref(list);
    return to;
}

static bool put_text(struct cfn_values *v, json_t *cors, size_t at,
                     const struct yaml_node *node, struct error *err)
{
    char text[64];
    AUTO(struct buf, buf_free) value = BUF(1024);

    if (!cfn_text(v, node, &value, err))
        return false;
    (void)snprintf(text, sizeof text, "%s",
                   value.data + strspn(value.data, " '"));
    text[strcspn(text, " '")] = '\0';
    bool is_number = members[at].kind == NUMBER;
    long number = cfn_number(text);
    bool is_true = !strcasecmp(text, "true") || !strcasecmp(text, "yes");
    if (is_number && number < 0)
        return cfn_error(v, node, err, "%s must be a whole number of seconds",
                         members[at].url);
    return json_object_set_new(cors, members[at].key,
                               is_number ? json_integer(number)
                                         : json_boolean(is_true)) == 0 ||
           error_set(err, "out of memory");
}

static bool put(struct cfn_values *v, json_t *cors, size_t at,
                const struct yaml_node *node, struct error *err)
{
    if (members[at].kind != LIST)
        return put_text(v, cors, at, node, err);
    json_t *list = cfn_list(v, node, err);
    if (!list)
        return false;
    list = clean(list, !strcmp(members[at].key, "allowMethods"));
    return json_object_set_new(cors, members[at].key, list) == 0 ||
           error_set(err, "out of memory");
}

static bool put_all(struct cfn_values *v, json_t *cors, bool is_rest_api,
                    const struct yaml_node *map, struct error *err)
{
    for (size_t i = 0; i < COUNT(members); i++) {
        const struct yaml_node *node =
            yaml_get(map, is_rest_api ? members[i].rest_api : members[i].url);
        if (node && !put(v, cors, i, node, err))
            return false;
    }
    return true;
}

static json_t *any_page(void)
{
    json_t *cors = json_object();

    (void)json_object_set_new(cors, "allowOrigins", words("*"));
    return cors;
}

bool sam_cors_of_url(struct cfn_values *v, const struct yaml_node *node,
                     json_t **cors, struct error *err)
{
    *cors = NULL;
    if (!node || !cfn_resolve(v, node, &node, err) || !node)
        return !node || !*err->text;
    if (yaml_boolean(node) == 0)
        return true;
    *cors = yaml_boolean(node) == 1 ? any_page() : json_object();
    if (yaml_boolean(node) == 1 || put_all(v, *cors, false, node, err))
        return true;
    json_decref(*cors);
    *cors = NULL;
    return false;
}

bool sam_cors_of_rest_api(struct cfn_values *v, const struct yaml_node *node,
                          json_t **cors, struct error *err)
{
    bool ok = true;

    *cors = NULL;
    if (!node || !cfn_resolve(v, node, &node, err) || !node)
        return !node || !*err->text;
    *cors = json_object();
    if (node->kind == YAML_MAP && !*node->tag)
        ok = put_all(v, *cors, true, node, err);
    else
        ok = put(v, *cors, 0, node, err);
    /* SAM's default: those of the path. */
    if (ok && !json_object_get(*cors, "allowMethods"))
        (void)json_object_set_new(*cors, "allowMethods", words("*"));
    if (ok)
        return true;
    json_decref(*cors);
    *cors = NULL;
    return false;
}
