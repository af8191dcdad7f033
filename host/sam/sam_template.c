#include "host/sam/sam_template.h"

#include <stdio.h>
#include <string.h>

#include "common/fd.h"
#include "common/function/text_file.h"
#include "host/sam/sam_api.h"
#include "host/cfn/cfn_calls.h"
#include "host/cfn/cfn_condition.h"
#include "host/sam/sam_function.h"
#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_resource.h"
#include "host/sam/sam_route.h"
#include "host/sam_events/sam_mapping.h"
#include "host/sam_events/sam_queue.h"

/* A resource whose condition does not hold does not exist. */
static bool exists(struct cfn_values *v, const struct yaml_node *resource)
{
    const struct yaml_node *name = yaml_get(resource, "Condition");
    struct error why = ERROR_NONE;
    bool holds = true;

    if (!yaml_text(name) || cfn_condition(v, name->text, name, &holds, &why))
        return holds;
    cfn_note(v, NULL, "%s; the resource is read", why.text);
    return true;
}

/* Templates in the template, and what makes resources of it. */
static void note_unread(struct cfn_values *v, const struct yaml_item *item)
{
    const char *type = cfn_resource_type(item->value);

    if (!strncmp(item->key->text, "Fn::", strlen("Fn::")))
        cfn_note(v, item->key, "%.64s in Resources is not read",
                 item->key->text);
    else if (!strcmp(type, "AWS::Serverless::Application") ||
             !strcmp(type, "AWS::CloudFormation::Stack"))
        cfn_note(v, item->key,
                 "the nested template of %.64s is not read; serve its folder, "
                 "too",
                 item->key->text);
}

/* Before the functions, which refer to them. */
static void read_first(struct sam_template *t, struct cfn_values *v,
                       const struct yaml_item *item)
{
    struct error why = ERROR_NONE;

    if (sam_api_kind_of(item->value) >= 0)
        sam_api_read(t, v, item);
    else if (sam_queue_is(item->value) &&
             !sam_queue_read(v, item, t->queues, &why))
        cfn_note(v, NULL, "%s; the queue is not made", why.text);
}

/* After the functions. */
static void read_mapping(struct sam_template *t, struct cfn_values *v,
                         const struct yaml_item *item)
{
    char name[SAM_MAPPING_NAME_SIZE];
    struct error why = ERROR_NONE;
    bool ok = sam_mapping_function(v, item->value, name, &why);
    const struct sam_function *fn = ok ? sam_template_find(t, name) : NULL;

    if (ok && !fn)
        cfn_note(v, item->key, "%.64s: no function %s is served",
                 item->key->text, name);
    else if (!ok ||
             !sam_mapping_of_resource(v, fn->settings, item->value, &why))
        cfn_note(v, NULL, "%s; the queue is left out", why.text);
}

static bool read_resources(struct sam_template *t, struct cfn_values *v,
                           struct error *err)
{
    const struct yaml_node *all = yaml_get(v->root, "Resources");
    size_t count = all && all->kind == YAML_MAP ? all->count : 0;

    t->functions = mem_new(count + 1, sizeof *t->functions);
    t->table.apis = mem_new(count + 2, sizeof *t->table.apis);
    if (!t->functions || !t->table.apis)
        return error_set(err, "out of memory");
    for (size_t i = 0; i < count; i++)
        if (exists(v, all->items[i].value))
            read_first(t, v, &all->items[i]);
    for (size_t i = 0; i < count; i++) {
        if (!exists(v, all->items[i].value))
            continue;
        note_unread(v, &all->items[i]);
        if (sam_function_is(all->items[i].value) &&
            (!sam_function_read(t, v, &all->items[i], err) ||
             !sam_routes_read(t, v, &all->items[i], err)))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        if (sam_mapping_is_resource(all->items[i].value) &&
            exists(v, all->items[i].value))
            read_mapping(t, v, &all->items[i]);
    return true;
}

static bool read_parameters(struct sam_template *t, const struct cfn_values *v,
                            struct error *err)
{
    const struct yaml_node *all = yaml_get(v->root, "Parameters");

    for (size_t i = 0; all && all->kind == YAML_MAP && i < all->count; i++)
        if (json_array_append_new(t->parameters,
                                  json_string(all->items[i].key->text)) != 0)
            return error_set(err, "out of memory");
    return true;
}

bool sam_template_read(struct sam_template *t, const char *path,
                       const char *text, size_t size,
                       const struct cfn_setting *setting, struct error *err)
{
    AUTO(struct yaml_tree, yaml_tree_free) tree = {.root = NULL};

    *t = (struct sam_template){.functions = NULL};
    if (!yaml_tree_parse(&tree, path, text, size, err))
        return false;
    t->notes = json_array();
    t->parameters = json_array();
    t->queues = json_object();
    struct cfn_values v = {.language = &cfn_language,
                           .path = path,
                           .root = tree.root,
                           .setting = setting,
                           .notes = t->notes};
    if (!t->notes || !t->parameters || !t->queues)
        (void)error_set(err, "out of memory");
    else if (read_parameters(t, &v, err) && read_resources(t, &v, err))
        return true;
    sam_template_free(t);
    return false;
}

bool sam_template_load(struct sam_template *t, const char *path,
                       const struct cfn_setting *setting, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(YAML_MAX_BYTES + 1);
    struct error why = ERROR_NONE;
    AUTO(int, fd_close) fd = text_file_open(path, &why);

    *t = (struct sam_template){.functions = NULL};
    if (fd < 0)
        return error_set(err, "%s%s", *why.text ? why.text : path,
                         *why.text ? "" : " does not exist");
    return text_file_read(fd, path, &text, err) &&
           sam_template_read(t, path, text.data, text.size, setting, err);
}

void sam_template_free(struct sam_template *t)
{
    for (size_t i = 0; i < t->function_count; i++) {
        json_decref(t->functions[i].settings);
        json_decref(t->functions[i].layers);
    }
    mem_free(t->functions);
    route_table_free(&t->table);
    json_decref(t->notes);
    json_decref(t->parameters);
    json_decref(t->queues);
    *t = (struct sam_template){.functions = NULL};
}

bool sam_function_text(const struct sam_function *fn, struct buf *out)
{
    char *text = json_dumps(fn->settings, JSON_COMPACT | JSON_SORT_KEYS);
    bool ok =
        text &&
        buf_printf(out, "%s%s%s", text, fn->system_log.is_json ? " JSON " : "",
                   fn->system_log.is_json ? system_log_level(&fn->system_log)
                                          : "");

    mem_free(text);
    return ok;
}

const struct sam_function *sam_template_find(const struct sam_template *t,
                                             const char *name)
{
    for (size_t i = 0; i < t->function_count; i++)
        if (!strcmp(t->functions[i].name, name))
            return &t->functions[i];
    for (size_t i = 0; i < t->function_count; i++)
        if (!strcmp(t->functions[i].id, name))
            return &t->functions[i];
    return NULL;
}
