#include "host/sam/sam_environment.h"

#include <stdio.h>
#include <string.h>

#include "common/function/env_name.h"
#include "host/cfn/cfn_note.h"
#include "host/sam/sam_packages.h"

static bool is_region(const char *name)
{
    return !strcmp(name, "AWS_REGION") || !strcmp(name, "AWS_DEFAULT_REGION");
}

static void put_variable(struct cfn_values *v, json_t *env,
                         const struct yaml_item *item)
{
    AUTO(struct buf, buf_free) value = BUF(CFN_VALUE_MAX_BYTES);
    const char *name = item->key->text;
    const struct yaml_node *node = item->value;
    struct error why = ERROR_NONE;
    int boolean = node->is_plain ? yaml_boolean(node) : -1;

    if (!env_name_is_valid(name) || env_name_is_reserved(name)) {
        cfn_note(v, item->key, "the variable \"%.64s\" is left out: %s", name,
                 is_region(name) || env_name_is_reserved(name)
                     ? "only the platform sets it"
                     : "a name has letters, digits and _, and no digit first");
        return;
    }
    if (!cfn_text(v, node, &value, &why)) {
        cfn_note(
            v, NULL, "%s; the variable %.64s is left out: %s", why.text, name,
            v->setting->deploys ? "write its value into the template"
                                : "give it in .env, or with --env NAME=VALUE");
        return;
    }
    (void)json_object_set_new(env, name,
                              boolean >= 0
                                  ? json_string(boolean ? "true" : "false")
                                  : json_string(value.data));
}

static void put_variables(struct cfn_values *v, json_t *env,
                          const struct yaml_node *properties)
{
    const struct yaml_node *all =
        cfn_member(v, cfn_member(v, properties, "Environment"), "Variables");

    for (size_t i = 0; all && all->kind == YAML_MAP && i < all->count; i++)
        put_variable(v, env, &all->items[i]);
}

void sam_environment_put(struct cfn_values *v, json_t *env,
                         const struct cfn_properties *p)
{
    put_variables(v, env, p->global);
    put_variables(v, env, p->own);
}

/* LoggingConfig: the variables that the platform makes of it, and what it
 * writes by it itself. */
static bool put_logging(struct cfn_values *v, json_t *env,
                        const struct cfn_properties *p, struct system_log *log,
                        struct error *err)
{
    static const char *const names[][2] = {
        {"LogFormat", "AWS_LAMBDA_LOG_FORMAT"},
        {"ApplicationLogLevel", "AWS_LAMBDA_LOG_LEVEL"},
        {"SystemLogLevel", NULL}};
    const struct cfn_properties config = {
        .own = cfn_member(v, p->own, "LoggingConfig"),
        .global = cfn_member(v, p->global, "LoggingConfig")};
    char values[COUNT(names)][32];

    for (size_t i = 0; i < COUNT(names); i++) {
        if (!cfn_property_text(v, &config, names[i][0], values[i],
                               sizeof values[i], err))
            return false;
        if (*values[i] && names[i][1])
            (void)json_object_set_new(env, names[i][1], json_string(values[i]));
    }
    system_log_read(log, values[0], values[2]);
    return true;
}

bool sam_environment_read(struct cfn_values *v, struct sam_function *fn,
                          const struct cfn_properties *p, struct error *err)
{
    json_t *env = json_object();

    sam_environment_put(v, env, p);
    if (env && put_logging(v, env, p, &fn->system_log, err) &&
        sam_packages_add(v, fn, p, env, err) &&
        json_object_set(fn->settings, "env", env) == 0) {
        json_decref(env);
        return true;
    }
    json_decref(env);
    return *err->text ? false : error_set(err, "out of memory");
}
