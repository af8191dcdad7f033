#include "host/sam_events/sam_mapping.h"

#include <stdio.h>
#include <string.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_property.h"
#include "host/cfn/cfn_resource.h"
#include "host/event_sources/queue_list.h"

enum { ARN_SIZE = 256, WORD_SIZE = 64 };

bool sam_mapping_is(const char *type)
{
    return !strcmp(type, "SQS");
}

bool sam_mapping_is_resource(const struct yaml_node *resource)
{
    return !strcmp(cfn_resource_type(resource),
                   "AWS::Lambda::EventSourceMapping");
}

/* Queues of this host alone. */
static bool read_queue(struct cfn_values *v, const struct cfn_properties *p,
                       const char *property, const struct yaml_node *at,
                       char name[ARN_SIZE], struct error *err)
{
    const struct yaml_node *node = cfn_property(p, property);
    char arn[ARN_SIZE];
    char prefix[ARN_SIZE];

    if (!cfn_property_text(v, p, property, arn, sizeof arn, err))
        return false;
    (void)snprintf(prefix, sizeof prefix,
                   "arn:aws:sqs:%.64s:%s:", v->setting->region, cfn_account(v));
    if (strncmp(arn, prefix, strlen(prefix)) != 0)
        return cfn_error(v, node ? node : at, err,
                         "%s is \"%.200s\"; it must be a queue here, such as "
                         "!GetAtt Orders.Arn or %sorders",
                         property, arn, prefix);
    (void)snprintf(name, ARN_SIZE, "%s", arn + strlen(prefix));
    return true;
}

/* A list of {Pattern: TEXT}. */
static bool read_filters(struct cfn_values *v, const struct cfn_properties *p,
                         json_t *item, struct error *err)
{
    const struct yaml_node *filters =
        cfn_member(v, cfn_member(v, p->own, "FilterCriteria"), "Filters");
    json_t *list = json_array();
    bool ok = true;

    for (size_t i = 0;
         ok && filters && filters->kind == YAML_LIST && i < filters->count;
         i++) {
        const struct yaml_node *one = filters->items[i].value;
        const struct cfn_properties filter = {.own = one};
        char text[CFN_VALUE_MAX_BYTES];
        ok = cfn_property_text(v, &filter, "Pattern", text, sizeof text, err);
        json_t *pattern = ok ? json_loads(text, 0, NULL) : NULL;
        if (ok && !pattern)
            ok = cfn_error(v, one, err, "the Pattern of a filter is not JSON");
        if (ok)
            (void)json_array_append(list, pattern);
        json_decref(pattern);
    }
    if (ok && json_array_size(list) > 0)
        (void)json_object_set(item, "filter", list);
    json_decref(list);
    return ok;
}

static bool read_words(struct cfn_values *v, const struct cfn_properties *p,
                       json_t *item, struct error *err)
{
    const struct yaml_node *enabled = cfn_property(p, "Enabled");
    const struct yaml_node *types = cfn_property(p, "FunctionResponseTypes");
    json_t *list = types ? cfn_list(v, types, err) : NULL;
    char text[WORD_SIZE];
    bool partial = false;

    if ((types && !list) ||
        !cfn_property_text(v, p, "Enabled", text, sizeof text, err)) {
        json_decref(list);
        return false;
    }
    for (size_t i = 0; i < json_array_size(list); i++)
        partial = partial || !strcmp(json_string_value(json_array_get(list, i)),
                                     "ReportBatchItemFailures");
    json_decref(list);
    if (partial)
        (void)json_object_set_new(item, "partial", json_true());
    if (!strcmp(text, "false") ||
        (enabled && enabled->is_plain && yaml_boolean(enabled) == 0))
        (void)json_object_set_new(item, "enabled", json_false());
    return true;
}

static bool read_item(struct cfn_values *v, const struct cfn_properties *p,
                      json_t *item, struct error *err)
{
    static const int batch[] = {1, 10000};
    static const int window[] = {0, 300};
    static const int most[] = {2, 1000};
    const struct cfn_properties scaling = {
        .own = cfn_member(v, p->own, "ScalingConfig")};

    return cfn_property_number(v, p, "BatchSize", item, "batch", batch, err) &&
           cfn_property_number(v, p, "MaximumBatchingWindowInSeconds", item,
                               "window", window, err) &&
           cfn_property_number(v, &scaling, "MaximumConcurrency", item,
                               "concurrency", most, err) &&
           read_words(v, p, item, err) && read_filters(v, p, item, err);
}

/* Members that do not go together are told here, not when it is served. */
static bool check(struct cfn_values *v, const struct yaml_node *at,
                  const char *queue, json_t *item, struct error *err)
{
    json_t *one = json_object();
    struct error why = ERROR_NONE;
    bool ok = json_object_set(one, queue, item) == 0 &&
              queue_list_check(one, 0, &why);

    json_decref(one);
    return ok || cfn_error(v, at, err, "%s", why.text);
}

static bool read(struct cfn_values *v, json_t *settings,
                 const struct yaml_node *at, const char *property,
                 struct error *err)
{
    const struct cfn_properties p = cfn_properties_of(v, at, NULL);
    json_t *queues = json_object_get(settings, "queues");
    json_t *item = json_object();
    char queue[ARN_SIZE];
    bool ok = read_queue(v, &p, property, at, queue, err) &&
              read_item(v, &p, item, err) && check(v, at, queue, item, err);

    if (ok && json_object_get(queues, queue))
        ok = cfn_error(v, at, err,
                       "the function has the queue %s already, and one mapping "
                       "of it is the most",
                       queue);
    if (ok && !queues) {
        queues = json_object();
        (void)json_object_set_new(settings, "queues", queues);
    }
    if (ok)
        (void)json_object_set(queues, queue, item);
    json_decref(item);
    return ok;
}

bool sam_mapping_of_event(struct cfn_values *v, json_t *settings,
                          const struct yaml_node *event, struct error *err)
{
    return read(v, settings, event, "Queue", err);
}

bool sam_mapping_function(struct cfn_values *v,
                          const struct yaml_node *resource,
                          char name[SAM_MAPPING_NAME_SIZE], struct error *err)
{
    static const char mark[] = ":function:";
    const struct cfn_properties p = cfn_properties_of(v, resource, NULL);
    char text[ARN_SIZE];

    if (!cfn_property_text(v, &p, "FunctionName", text, sizeof text, err))
        return false;
    const char *at = strstr(text, mark);
    at = at ? at + strlen(mark) : text;
    (void)snprintf(name, SAM_MAPPING_NAME_SIZE, "%.*s", (int)strcspn(at, ":"),
                   at);
    return true;
}

bool sam_mapping_of_resource(struct cfn_values *v, json_t *settings,
                             const struct yaml_node *resource,
                             struct error *err)
{
    return read(v, settings, resource, "EventSourceArn", err);
}
