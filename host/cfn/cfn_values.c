#include "host/cfn/cfn_values.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/cfn/cfn_note.h"

/* "Ref" and "Condition" have no "Fn::" in their long form. */
static const struct {
    const char *name;
    const char *tag;
} calls[] = {
    {"Ref", "!Ref"},
    {"Condition", "!Condition"},
    {"Fn::Sub", "!Sub"},
    {"Fn::GetAtt", "!GetAtt"},
    {"Fn::Join", "!Join"},
    {"Fn::Select", "!Select"},
    {"Fn::Split", "!Split"},
    {"Fn::If", "!If"},
    {"Fn::FindInMap", "!FindInMap"},
    {"Fn::Equals", "!Equals"},
    {"Fn::And", "!And"},
    {"Fn::Or", "!Or"},
    {"Fn::Not", "!Not"},
    {"Fn::ImportValue", "!ImportValue"},
    {"Fn::Base64", "!Base64"},
    {"Fn::GetAZs", "!GetAZs"},
    {"Fn::Cidr", "!Cidr"},
    {"Fn::Transform", "!Transform"},
    {"Fn::Length", "!Length"},
    {"Fn::ToJsonString", "!ToJsonString"},
    {"Fn::ForEach", "!ForEach"},
};

static bool call_by_tag(struct cfn_call *call, const struct yaml_node *node)
{
    call->argument = node;
    call->is_short = true;
    call->name = node->tag;
    for (size_t i = 0; i < COUNT(calls); i++)
        if (!strcmp(calls[i].tag, node->tag))
            call->name = calls[i].name;
    return true;
}

const char *cfn_account(const struct cfn_values *v)
{
    return v->setting->account ? v->setting->account : CFN_ACCOUNT;
}

bool cfn_call_of(struct cfn_call *call, const struct yaml_node *node)
{
    if (*node->tag)
        return call_by_tag(call, node);
    if (node->kind != YAML_MAP || node->count != 1)
        return false;
    for (size_t i = 0; i < COUNT(calls); i++)
        if (!strcmp(calls[i].name, node->items[0].key->text)) {
            *call = (struct cfn_call){.name = calls[i].name,
                                      .argument = node->items[0].value};
            return true;
        }
    return false;
}

bool cfn_enter(struct cfn_values *v, const struct yaml_node *at,
               struct error *err)
{
    if (v->nesting >= CFN_NESTING_MAX)
        return cfn_error(v, at, err,
                         "functions, conditions or names are nested deeper "
                         "than %d levels, or name each other in a circle",
                         CFN_NESTING_MAX);
    if (v->steps >= CFN_STEPS_MAX)
        return cfn_error(v, at, err,
                         "the template needs more than %d steps to resolve; "
                         "use fewer functions",
                         CFN_STEPS_MAX);
    v->nesting++;
    v->steps++;
    return true;
}

bool cfn_resolve(struct cfn_values *v, const struct yaml_node *node,
                 const struct yaml_node **out, struct error *err)
{
    int nesting = v->nesting;
    bool is_final = false;
    bool ok = true;
    struct cfn_call call;

    while (ok && !is_final && node && cfn_call_of(&call, node))
        ok = cfn_enter(v, node, err) &&
             v->language->node(v, &call, node, &node, &is_final, err);
    v->nesting = nesting;
    *out = node;
    return ok;
}

static bool text_of(struct cfn_values *v, const struct yaml_node *node,
                    struct buf *out, struct error *err)
{
    struct cfn_call call;

    if (cfn_call_of(&call, node))
        return v->language->text(v, &call, node, out, err);
    if (node->kind != YAML_TEXT)
        return cfn_error(v, node, err,
                         "a text or a number is expected here, not a %s",
                         node->kind == YAML_MAP ? "mapping" : "list");
    return yaml_is_null(node) || buf_add_str(out, node->text) ||
           cfn_error(v, node, err, "the value has more than %zu bytes",
                     out->max);
}

bool cfn_text(struct cfn_values *v, const struct yaml_node *node,
              struct buf *out, struct error *err)
{
    if (!cfn_enter(v, node, err))
        return false;
    bool ok = cfn_resolve(v, node, &node, err) &&
              (!node || text_of(v, node, out, err));
    v->nesting--;
    return ok;
}

const struct yaml_node *cfn_argument(const struct cfn_values *v,
                                     const struct cfn_call *call,
                                     const struct yaml_node *at, size_t n,
                                     size_t count, struct error *err)
{
    const struct yaml_node *list = call->argument;

    if (list->kind == YAML_LIST && list->count == count &&
        (call->is_short || !*list->tag))
        return list->items[n].value;
    (void)cfn_error(v, at, err, "%s needs a list of %zu values", call->name,
                    count);
    return NULL;
}

bool cfn_two_arguments(struct cfn_values *v, const struct cfn_call *call,
                       const struct yaml_node *at, struct buf *first,
                       const struct yaml_node **second, struct error *err)
{
    const struct yaml_node *node = cfn_argument(v, call, at, 0, 2, err);

    if (!node || !cfn_text(v, node, first, err))
        return false;
    *second = cfn_argument(v, call, at, 1, 2, err);
    return true;
}

static bool add_item(json_t *list, const char *text, size_t size)
{
    return json_array_append_new(list, json_stringn(text, size)) == 0;
}

/* The items of a text, such as the value of a CommaDelimitedList. */
static bool add_parts(json_t *list, const char *text, const char *separator)
{
    size_t skip = strlen(separator);

    for (;;) {
        const char *end = skip ? strstr(text, separator) : NULL;
        size_t size = end ? (size_t)(end - text) : strlen(text);
        if (!add_item(list, text, size))
            return false;
        if (!end)
            return true;
        text = end + skip;
    }
}

static bool add_list(struct cfn_values *v, const struct yaml_node *node,
                     json_t *list, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(CFN_VALUE_MAX_BYTES);
    AUTO(struct buf, buf_free) separator = BUF(256);
    struct cfn_call call;
    const struct yaml_node *from = node;

    if (node->kind == YAML_LIST && !*node->tag) {
        for (size_t i = 0; i < node->count; i++) {
            buf_clear(&text);
            if (!cfn_text(v, node->items[i].value, &text, err))
                return false;
            if (!add_item(list, text.data, text.size))
                return cfn_error(v, node, err, "out of memory");
        }
        return true;
    }
    if (!buf_add_str(&separator, ","))
        return cfn_error(v, node, err, "out of memory");
    if (cfn_call_of(&call, node) && !strcmp(call.name, "Fn::Split")) {
        buf_clear(&separator);
        if (!cfn_two_arguments(v, &call, node, &separator, &from, err))
            return false;
    }
    return cfn_text(v, from, &text, err) &&
           (add_parts(list, text.data, separator.data) ||
            cfn_error(v, node, err, "out of memory, or a text is not UTF-8"));
}

json_t *cfn_list(struct cfn_values *v, const struct yaml_node *node,
                 struct error *err)
{
    json_t *list = json_array();

    if (!list) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    if (cfn_resolve(v, node, &node, err) &&
        (!node || add_list(v, node, list, err)))
        return list;
    json_decref(list);
    return NULL;
}
