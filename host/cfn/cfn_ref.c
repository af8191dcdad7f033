#include "host/cfn/cfn_ref.h"

#include <stdio.h>
#include <string.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_resource.h"

static bool put(const struct cfn_values *v, const struct yaml_node *at,
                struct buf *out, const char *text, struct error *err)
{
    return buf_add_str(out, text) ||
           cfn_error(v, at, err, "the value has more than %zu bytes", out->max);
}

static const char *pseudo(const struct cfn_values *v, const char *name)
{
    const struct {
        const char *name;
        const char *value;
    } all[] = {
        {"AWS::Region", v->setting->region},
        {"AWS::AccountId", cfn_account(v)},
        {"AWS::Partition", "aws"},
        {"AWS::StackName", "local"},
        {"AWS::URLSuffix", "amazonaws.com"},
        {"AWS::StackId", "arn:aws:cloudformation:us-east-1:" CFN_ACCOUNT
                         ":stack/local/00000000-0000-0000-0000-000000000000"},
        {"AWS::NotificationARNs", ""},
        {"AWS::NoValue", ""},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        if (!strcmp(all[i].name, name))
            return all[i].value;
    return NULL;
}

/* What the user gives. */
static const char *given(const struct cfn_values *v, const char *name)
{
    size_t size = strlen(name);
    const char *const *pair = v->setting->parameters;
    const char *value = NULL;

    for (; pair && *pair; pair++)
        if (!strncmp(*pair, name, size) && (*pair)[size] == '=')
            value = *pair + size + 1;
    return value;
}

static bool put_parameter(const struct cfn_values *v,
                          const struct yaml_node *at,
                          const struct yaml_node *parameter, const char *name,
                          struct buf *out, struct error *err)
{
    const struct yaml_node *preset = yaml_get(parameter, "Default");
    const char *type = yaml_text(yaml_get(parameter, "Type"));
    const char *value = given(v, name);

    if (value)
        return put(v, at, out, value, err);
    if (!yaml_text(preset))
        return cfn_error(v, at, err,
                         "the parameter %.64s has no Default; give it by "
                         "--parameter-overrides %.64s=VALUE",
                         name, name);
    if (type && !strncmp(type, "AWS::SSM::", strlen("AWS::SSM::")))
        cfn_note(v, at,
                 "the parameter %.64s is not looked up in SSM; it is \"%s\" "
                 "(--parameter-overrides %.64s=VALUE)",
                 name, preset->text, name);
    return put(v, at, out, preset->text, err);
}

bool cfn_ref(struct cfn_values *v, const struct yaml_node *at, const char *name,
             struct buf *out, struct error *err)
{
    const char *value = pseudo(v, name);
    const struct yaml_node *parameter =
        yaml_get(yaml_get(v->root, "Parameters"), name);

    if (value)
        return put(v, at, out, value, err);
    if (parameter)
        return put_parameter(v, at, parameter, name, out, err);
    if (cfn_resource(v, name))
        return cfn_resource_ref(v, at, name, out, err);
    return cfn_error(v, at, err,
                     "\"%.64s\" is neither a parameter nor a resource of "
                     "this template",
                     name);
}
