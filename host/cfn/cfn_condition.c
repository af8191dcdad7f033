#include "host/cfn/cfn_condition.h"

#include <string.h>

#include "host/cfn/cfn_note.h"

static bool evaluate(struct cfn_values *v, const struct yaml_node *node,
                     bool *holds, struct error *err);

static bool equals(struct cfn_values *v, const struct yaml_node *list,
                   bool *holds, struct error *err)
{
    AUTO(struct buf, buf_free) one = BUF(CFN_VALUE_MAX_BYTES);
    AUTO(struct buf, buf_free) other = BUF(CFN_VALUE_MAX_BYTES);

    if (list->kind != YAML_LIST || list->count != 2)
        return cfn_error(v, list, err, "Fn::Equals needs a list of 2 values");
    if (!cfn_text(v, list->items[0].value, &one, err) ||
        !cfn_text(v, list->items[1].value, &other, err))
        return false;
    *holds = !strcmp(one.data, other.data);
    return true;
}

/* Fn::And, Fn::Or, and Fn::Not, which is neither of a list of one. */
static bool combine(struct cfn_values *v, const char *name,
                    const struct yaml_node *list, bool *holds,
                    struct error *err)
{
    bool is_and = !strcmp(name, "Fn::And");
    bool result = is_and;

    if (list->kind != YAML_LIST || list->count == 0)
        return cfn_error(v, list, err, "%s needs a list of conditions", name);
    for (size_t i = 0; i < list->count; i++) {
        bool one = false;
        if (!evaluate(v, list->items[i].value, &one, err))
            return false;
        result = is_and ? result && one : result || one;
    }
    *holds = !strcmp(name, "Fn::Not") ? !result : result;
    return true;
}

static bool evaluate_call(struct cfn_values *v, const struct yaml_node *node,
                          bool *holds, struct error *err)
{
    struct cfn_call call;

    if (!cfn_call_of(&call, node))
        return cfn_error(v, node, err,
                         "a condition is Fn::Equals, Fn::And, Fn::Or, Fn::Not "
                         "or Condition");
    if (!strcmp(call.name, "Fn::Equals"))
        return equals(v, call.argument, holds, err);
    if (!strcmp(call.name, "Condition") && call.argument->kind == YAML_TEXT)
        return cfn_condition(v, call.argument->text, node, holds, err);
    if (!strcmp(call.name, "Fn::And") || !strcmp(call.name, "Fn::Or") ||
        !strcmp(call.name, "Fn::Not"))
        return combine(v, call.name, call.argument, holds, err);
    return cfn_error(v, node, err, "%s is no condition", call.name);
}

static bool evaluate(struct cfn_values *v, const struct yaml_node *node,
                     bool *holds, struct error *err)
{
    if (!cfn_enter(v, node, err))
        return false;
    bool ok = evaluate_call(v, node, holds, err);
    v->nesting--;
    return ok;
}

bool cfn_condition(struct cfn_values *v, const char *name,
                   const struct yaml_node *at, bool *holds, struct error *err)
{
    const struct yaml_node *condition =
        yaml_get(yaml_get(v->root, "Conditions"), name);

    if (!condition)
        return cfn_error(v, at, err, "Conditions has no \"%.64s\"; add it",
                         name);
    return evaluate(v, condition, holds, err);
}
