#include "host/sam/sam_deployment.h"

#include <stdio.h>
#include <string.h>

#include "common/fd.h"
#include "common/function/text_file.h"
#include "host/cfn/cfn_calls.h"
#include "host/cfn/cfn_condition.h"
#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_resource.h"
#include "host/sam/sam_artifact.h"
#include "host/sam/sam_configuration.h"
#include "host/sam/sam_deployed_queues.h"
#include "host/sam/sam_function.h"
#include "host/sam/sam_undeployed.h"
#include "host/sam_events/sam_mapping.h"
#include "host/sam_events/sam_queue.h"

struct reading {
    struct sam_deployment *d;
    struct cfn_values v;
    bool is_aws;
};

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_layer(const struct yaml_node *resource)
{
    return !strcmp(cfn_resource_type(resource),
                   "AWS::Serverless::LayerVersion");
}

/* A resource whose condition does not hold does not exist. */
static bool exists(struct cfn_values *v, const struct yaml_node *resource,
                   bool *holds, struct error *err)
{
    const struct yaml_node *name = yaml_get(resource, "Condition");

    *holds = true;
    return !yaml_text(name) || cfn_condition(v, name->text, name, holds, err);
}

/* {"name": …, "folder": …} of a layer of this template. */
static bool add_own_layer(struct reading *r, json_t *layers, const char *id,
                          const struct yaml_node *at, struct error *err)
{
    const struct yaml_node *all = yaml_get(r->v.root, "Resources");
    const struct yaml_node *resource = cfn_resource(&r->v, id);
    struct sam_artifact a = {
        .property = "ContentUri",
        .p = cfn_properties_of(&r->v, resource, "LayerVersion")};
    char name[141];
    char folder[PATH_MAX];

    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].value == resource)
            a.id = all->items[i].key;
    bool is_compiled =
        yaml_get(yaml_get(resource, "Metadata"), "BuildMethod") != NULL;
    if (!sam_artifact_is_here(&r->v, &a, err) ||
        !sam_artifact_find(&r->v, &a, false, is_compiled, folder, err) ||
        !cfn_property_text(&r->v, &a.p, "LayerName", name, sizeof name, err))
        return false;
    return json_array_append_new(layers, json_pack("{s:s,s:s}", "name",
                                                   *name ? name : id, "folder",
                                                   folder)) == 0 ||
           cfn_error(&r->v, at, err, "out of memory");
}

static bool add_layer(struct reading *r, json_t *layers,
                      const struct yaml_node *node, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(2048);
    struct cfn_call call;

    if (!cfn_resolve(&r->v, node, &node, err))
        return false;
    if (!node)
        return true;
    if (cfn_call_of(&call, node) && !strcmp(call.name, "Ref") &&
        call.argument->kind == YAML_TEXT &&
        is_layer(cfn_resource(&r->v, call.argument->text)))
        return add_own_layer(r, layers, call.argument->text, node, err);
    if (!cfn_text(&r->v, node, &text, err))
        return false;
    if (!begins(text.data, "arn:"))
        return cfn_error(&r->v, node, err,
                         "the layer \"%.200s\" is neither an ARN nor a "
                         "LayerVersion of this template",
                         text.data);
    return json_array_append_new(layers,
                                 json_pack("{s:s}", "arn", text.data)) == 0 ||
           error_set(err, "out of memory");
}

static bool add_layers(struct reading *r, json_t *layers,
                       const struct yaml_node *list, struct error *err)
{
    bool ok = true;

    for (size_t i = 0; ok && list && list->kind == YAML_LIST && i < list->count;
         i++)
        ok = add_layer(r, layers, list->items[i].value, err);
    return ok;
}

static bool read_layers(struct reading *r, struct sam_deployed *fn,
                        const struct cfn_properties *p, struct error *err)
{
    fn->layers = json_array();
    return add_layers(r, fn->layers, cfn_member(&r->v, p->global, "Layers"),
                      err) &&
           add_layers(r, fn->layers, cfn_member(&r->v, p->own, "Layers"), err);
}

static bool read_code(struct reading *r, struct sam_deployed *fn,
                      const struct sam_artifact *a, struct error *err)
{
    const char *runtime =
        json_string_value(json_object_get(fn->configuration, "Runtime"));
    const char *handler =
        json_string_value(json_object_get(fn->configuration, "Handler"));
    bool is_program =
        runtime && (begins(runtime, "provided") || begins(runtime, "go1"));

    if (!runtime)
        return cfn_error(&r->v, a->id, err,
                         "the function %.64s has no Runtime; add it, such as "
                         "Runtime: nodejs22.x",
                         a->id->text);
    if (!handler && is_program)
        (void)json_object_set_new(fn->configuration, "Handler",
                                  json_string("bootstrap"));
    else if (!handler)
        return cfn_error(&r->v, a->id, err, "the function %.64s has no Handler",
                         a->id->text);
    return sam_artifact_find(
        &r->v, a, is_program,
        begins(runtime, "java") || begins(runtime, "dotnet"), fn->code, err);
}

static bool read_function(struct reading *r, const struct yaml_item *resource,
                          struct error *err)
{
    bool is_lambda =
        !strcmp(cfn_resource_type(resource->value), "AWS::Lambda::Function");
    const struct sam_artifact a = {
        .id = resource->key,
        .p = cfn_properties_of(&r->v, resource->value,
                               is_lambda ? NULL : "Function"),
        .property = is_lambda ? "Code" : "CodeUri"};
    struct sam_deployed *fn = &r->d->functions[r->d->count];
    struct error why = ERROR_NONE;

    if (!sam_artifact_is_here(&r->v, &a, &why)) {
        cfn_note(&r->v, NULL, "%s: not deployed", why.text);
        return true;
    }
    r->d->count++;
    if (!cfn_property_text(&r->v, &a.p, "FunctionName", fn->name,
                           sizeof fn->name, err))
        return false;
    if (!*fn->name)
        (void)snprintf(fn->name, sizeof fn->name, "%.64s", resource->key->text);
    if (!sam_function_name_is_plain(fn->name))
        return cfn_error(&r->v, a.id, err,
                         "\"%.64s\" is no name of a function: 1 to 64 letters, "
                         "digits, - and _",
                         fn->name);
    sam_undeployed_of_function(&r->v, resource, &a.p, r->is_aws);
    return sam_configuration_read(&r->v, fn, &a.p, err) &&
           read_code(r, fn, &a, err) && read_layers(r, fn, &a.p, err) &&
           (r->is_aws || sam_deployed_queues_of(
                             &r->v, fn, cfn_property(&a.p, "Events"), err));
}

static bool read_other(struct reading *r, const struct yaml_item *resource,
                       struct error *err)
{
    if (r->is_aws || (!sam_queue_is(resource->value) &&
                      !sam_mapping_is_resource(resource->value)))
        sam_undeployed_resource(&r->v, resource);
    else if (sam_queue_is(resource->value))
        return sam_queue_read(&r->v, resource, r->d->queues, err);
    return true;
}

static bool read_mappings(struct reading *r, const struct yaml_node *all,
                          struct error *err)
{
    bool ok = true;

    for (size_t i = 0; ok && !r->is_aws && i < all->count; i++) {
        const struct yaml_item *one = &all->items[i];
        bool holds = false;
        if (sam_mapping_is_resource(one->value))
            ok = exists(&r->v, one->value, &holds, err) &&
                 (!holds || sam_deployed_queues_map(&r->v, r->d, one, err));
    }
    return ok;
}

static bool read_resources(struct reading *r, struct error *err)
{
    const struct yaml_node *all = yaml_get(r->v.root, "Resources");
    size_t count = all && all->kind == YAML_MAP ? all->count : 0;
    bool holds;

    r->d->functions = mem_new(count + 1, sizeof *r->d->functions);
    if (!r->d->functions)
        return error_set(err, "out of memory");
    for (size_t i = 0; i < count; i++) {
        const struct yaml_item *one = &all->items[i];
        if (!exists(&r->v, one->value, &holds, err))
            return false;
        if (!holds || is_layer(one->value))
            continue;
        if (sam_function_is(one->value) ? !read_function(r, one, err)
                                        : !read_other(r, one, err))
            return false;
    }
    return count == 0 || read_mappings(r, all, err);
}

static bool read_text(struct buf *text, const char *path, struct error *err)
{
    AUTO(int, fd_close) fd = text_file_open(path, err);

    if (fd < 0)
        return *err->text ? false : error_set(err, "%s does not exist", path);
    return text_file_read(fd, path, text, err);
}

bool sam_deployment_read(struct sam_deployment *d, const char *path,
                         const char *text, size_t size,
                         const struct cfn_setting *setting, bool is_aws,
                         struct error *err)
{
    AUTO(struct yaml_tree, yaml_tree_free) tree = {.root = NULL};

    *d = (struct sam_deployment){.functions = NULL};
    if (!yaml_tree_parse(&tree, path, text, size, err))
        return false;
    d->notes = json_array();
    d->queues = json_object();
    struct reading r = {.d = d,
                        .is_aws = is_aws,
                        .v = {.language = &cfn_language,
                              .path = path,
                              .root = tree.root,
                              .setting = setting,
                              .notes = d->notes}};
    if (d->notes && d->queues && read_resources(&r, err))
        return true;
    sam_deployment_free(d);
    return *err->text ? false : error_set(err, "out of memory");
}

bool sam_deployment_load(struct sam_deployment *d, const char *path,
                         const struct cfn_setting *setting, bool is_aws,
                         struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(YAML_MAX_BYTES + 1);

    return read_text(&text, path, err) &&
           sam_deployment_read(d, path, text.data, text.size, setting, is_aws,
                               err);
}

void sam_deployment_free(struct sam_deployment *d)
{
    for (size_t i = 0; i < d->count; i++) {
        json_decref(d->functions[i].configuration);
        json_decref(d->functions[i].layers);
        json_decref(d->functions[i].url);
        json_decref(d->functions[i].queues);
    }
    mem_free(d->functions);
    json_decref(d->notes);
    json_decref(d->queues);
    *d = (struct sam_deployment){.functions = NULL};
}
