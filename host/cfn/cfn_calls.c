#include "host/cfn/cfn_calls.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/cfn/cfn_condition.h"
#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_ref.h"
#include "host/cfn/cfn_resource.h"
#include "host/cfn/cfn_sub.h"

static bool call_if(struct cfn_values *v, const struct cfn_call *call,
                    const struct yaml_node *at, const struct yaml_node **out,
                    struct error *err)
{
    const struct yaml_node *name = cfn_argument(v, call, at, 0, 3, err);
    bool holds = false;

    if (!name)
        return false;
    if (!yaml_text(name))
        return cfn_error(v, name, err, "Fn::If needs the name of a condition");
    if (!cfn_condition(v, name->text, name, &holds, err))
        return false;
    *out = cfn_argument(v, call, at, holds ? 1 : 2, 3, err);
    return true;
}

static bool find_in_map(struct cfn_values *v, const struct cfn_call *call,
                        const struct yaml_node *at,
                        const struct yaml_node **out, struct error *err)
{
    const struct yaml_node *map = yaml_get(v->root, "Mappings");
    AUTO(struct buf, buf_free) key = BUF(1024);

    for (size_t i = 0; i < 3; i++) {
        const struct yaml_node *name = cfn_argument(v, call, at, i, 3, err);
        buf_clear(&key);
        if (!name || !cfn_text(v, name, &key, err))
            return false;
        map = yaml_get(map, key.data);
        if (!map)
            return cfn_error(v, at, err, "Mappings has no %s \"%.64s\"; add it",
                             i == 0 ? "mapping" : "key", key.data);
    }
    *out = map;
    return true;
}

static bool join(struct cfn_values *v, const struct cfn_call *call,
                 const struct yaml_node *at, struct buf *out, struct error *err)
{
    AUTO(struct buf, buf_free) separator = BUF(1024);
    const struct yaml_node *from;
    bool ok = true;

    if (!cfn_two_arguments(v, call, at, &separator, &from, err))
        return false;
    json_t *list = cfn_list(v, from, err);
    for (size_t i = 0; i < json_array_size(list); i++)
        ok = ok && (i == 0 || buf_add_str(out, separator.data)) &&
             buf_add_str(out, json_string_value(json_array_get(list, i)));
    if (list && !ok)
        (void)cfn_error(v, at, err, "the value has more than %zu bytes",
                        out->max);
    json_decref(list);
    return list && ok;
}

static bool select_one(struct cfn_values *v, const struct cfn_call *call,
                       const struct yaml_node *at, struct buf *out,
                       struct error *err)
{
    AUTO(struct buf, buf_free) index = BUF(64);
    const struct yaml_node *from;

    if (!cfn_two_arguments(v, call, at, &index, &from, err))
        return false;
    json_t *list = cfn_list(v, from, err);
    if (!list)
        return false;
    bool is_number = index.size > 0 && index.size < 6 &&
                     strspn(index.data, "0123456789") == index.size;
    const char *item = json_string_value(json_array_get(
        list, is_number ? (size_t)strtoul(index.data, NULL, 10) : SIZE_MAX));
    bool ok = item && buf_add_str(out, item);
    if (!ok)
        (void)cfn_error(v, at, err,
                        "Fn::Select has the index \"%s\", and its list has "
                        "%zu values, from 0 on",
                        index.data, json_array_size(list));
    json_decref(list);
    return ok;
}

/* "Resource.Attribute", or a list of both. */
static bool get_attribute(struct cfn_values *v, const struct cfn_call *call,
                          const struct yaml_node *at, struct buf *out,
                          struct error *err)
{
    const struct yaml_node *from = call->argument;
    AUTO(struct buf, buf_free) id = BUF(1024);
    const struct yaml_node *attribute;

    if (from->kind == YAML_TEXT) {
        const char *dot = strchr(from->text, '.');
        if (!dot || !buf_add(&id, from->text, (size_t)(dot - from->text)))
            return cfn_error(v, at, err,
                             "Fn::GetAtt needs the form Resource.Attribute");
        return cfn_resource_attribute(v, at, id.data, dot + 1, out, err);
    }
    if (!cfn_two_arguments(v, call, at, &id, &attribute, err))
        return false;
    if (!yaml_text(attribute))
        return cfn_error(v, attribute, err,
                         "Fn::GetAtt needs the name of an attribute");
    return cfn_resource_attribute(v, at, id.data, attribute->text, out, err);
}

static bool ref(struct cfn_values *v, const struct cfn_call *call,
                const struct yaml_node *at, struct buf *out, struct error *err)
{
    if (call->argument->kind != YAML_TEXT)
        return cfn_error(v, at, err,
                         "Ref needs the name of a parameter or of "
                         "a resource");
    return cfn_ref(v, at, call->argument->text, out, err);
}

static bool join_list(struct cfn_values *v, const struct cfn_call *call,
                      const struct yaml_node *at, struct buf *out,
                      struct error *err)
{
    (void)call;
    (void)out;
    return cfn_error(v, at, err,
                     "Fn::Split gives a list, and a text is expected here");
}

static const struct {
    const char *name;
    bool (*text)(struct cfn_values *v, const struct cfn_call *call,
                 const struct yaml_node *at, struct buf *out,
                 struct error *err);
} texts[] = {
    {"Ref", ref},
    {"Fn::Sub", cfn_sub},
    {"Fn::Join", join},
    {"Fn::Select", select_one},
    {"Fn::Split", join_list},
    {"Fn::GetAtt", get_attribute},
};

static bool call_text(struct cfn_values *v, const struct cfn_call *call,
                      const struct yaml_node *at, struct buf *out,
                      struct error *err)
{
    for (size_t i = 0; i < COUNT(texts); i++)
        if (!strcmp(texts[i].name, call->name))
            return texts[i].text(v, call, at, out, err);
    return cfn_error(v, at, err, "%s is not known before a deployment",
                     call->name);
}

/* Fn::If and Fn::FindInMap give a node; Ref may give none. */
static bool call_node(struct cfn_values *v, const struct cfn_call *call,
                      const struct yaml_node *at, const struct yaml_node **out,
                      bool *is_final, struct error *err)
{
    *is_final = false;
    if (!strcmp(call->name, "Fn::If"))
        return call_if(v, call, at, out, err);
    if (!strcmp(call->name, "Fn::FindInMap"))
        return find_in_map(v, call, at, out, err);
    *is_final = true;
    *out = at;
    if (!strcmp(call->name, "Ref") && call->argument->kind == YAML_TEXT &&
        !strcmp(call->argument->text, "AWS::NoValue"))
        *out = NULL;
    return true;
}

const struct cfn_language cfn_language = {.text = call_text, .node = call_node};
