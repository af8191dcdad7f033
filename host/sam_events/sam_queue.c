#include "host/sam_events/sam_queue.h"

#include <string.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_property.h"
#include "host/cfn/cfn_resource.h"
#include "host/message_queues/queue_attributes.h"

enum { NAME_SIZE = 256 };

bool sam_queue_is(const struct yaml_node *resource)
{
    return !strcmp(cfn_resource_type(resource), "AWS::SQS::Queue");
}

/* Mappings and lists whose texts may be references. NULL: err. */
static json_t *value_of(struct cfn_values *v, const struct yaml_node *node,
                        struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(CFN_VALUE_MAX_BYTES);
    struct cfn_call call;
    json_t *out;
    json_t *one;

    if (!cfn_resolve(v, node, &node, err))
        return NULL;
    if (!node)
        return json_null();
    if (node->kind == YAML_TEXT || cfn_call_of(&call, node)) {
        if (!cfn_text(v, node, &text, err))
            return NULL;
        long number = node->is_plain ? cfn_number(text.data) : -1;
        return number >= 0 ? json_integer(number) : json_string(text.data);
    }
    out = node->kind == YAML_MAP ? json_object() : json_array();
    for (size_t i = 0; i < node->count; i++) {
        one = value_of(v, node->items[i].value, err);
        if (one && !json_is_null(one) &&
            (node->kind == YAML_MAP
                 ? json_object_set(out, node->items[i].key->text, one)
                 : json_array_append(out, one)) == 0) {
            json_decref(one);
            continue;
        }
        bool left_out = json_is_null(one);
        json_decref(one);
        if (left_out)
            continue;
        json_decref(out);
        return NULL;
    }
    return out;
}

/* A policy is a mapping, or its text. */
static bool put_policy(struct cfn_values *v, const struct cfn_properties *p,
                       const char *name, json_t *attributes, struct error *err)
{
    const struct yaml_node *node = cfn_property(p, name);
    json_t *value = node ? value_of(v, node, err) : NULL;
    char *text = NULL;

    if (!node || json_is_null(value)) {
        json_decref(value);
        return true;
    }
    if (json_is_object(value))
        text = json_dumps(value, JSON_COMPACT);
    if (text || json_is_string(value))
        (void)json_object_set_new(
            attributes, name,
            json_string(text ? text : json_string_value(value)));
    bool ok = text || json_is_string(value);
    mem_free(text);
    json_decref(value);
    return ok || *err->text ||
           cfn_error(v, node, err, "%s must be a mapping", name);
}

static bool put_word(struct cfn_values *v, const struct cfn_properties *p,
                     const char *queue, const char *name, json_t *attributes,
                     struct error *err)
{
    const struct yaml_node *node = cfn_property(p, name);
    int boolean = node && node->kind == YAML_TEXT && node->is_plain
                      ? yaml_boolean(node)
                      : -1;
    char text[CFN_VALUE_MAX_BYTES];

    if (!cfn_property_text(v, p, name, text, sizeof text, err))
        return false;
    const char *value = boolean < 0 ? text : boolean ? "true" : "false";
    if (!*value || (!strcmp(name, "FifoQueue") && !strcmp(value, "false")))
        return true;
    if (queue_attributes_check(queue, true, name, value) != QUEUE_ATTRIBUTE_OK)
        return cfn_error(v, node, err,
                         "%s is \"%.64s\", which this queue cannot have", name,
                         value);
    return json_object_set_new(attributes, name, json_string(value)) == 0 ||
           error_set(err, "out of memory");
}

static bool is_policy(const char *name)
{
    return !strcmp(name, "RedrivePolicy") ||
           !strcmp(name, "RedriveAllowPolicy");
}

bool sam_queue_read(struct cfn_values *v, const struct yaml_item *resource,
                    json_t *queues, struct error *err)
{
    const struct cfn_properties p = cfn_properties_of(v, resource->value, NULL);
    AUTO(struct buf, buf_free) queue = BUF(NAME_SIZE);
    json_t *attributes = json_object();
    const char *name;
    bool ok = cfn_resource_name(v, resource->key->text, &queue, err);

    if (ok && !queue_attributes_is_name(queue.data))
        ok = cfn_error(v, resource->key, err,
                       "\"%.100s\" is no name of a queue: 1 to 80 letters, "
                       "digits, - and _; that of a FIFO queue ends with .fifo",
                       queue.data);
    if (ok && json_object_get(queues, queue.data))
        ok = cfn_error(v, resource->key, err, "two queues are named %s",
                       queue.data);
    for (size_t i = 0; ok && (name = queue_attributes_name(i)); i++) {
        if (!strcmp(name, "Policy"))
            continue;
        ok = is_policy(name)
                 ? put_policy(v, &p, name, attributes, err)
                 : put_word(v, &p, queue.data, name, attributes, err);
    }
    if (ok && queue_attributes_is_fifo(queue.data) &&
        !json_object_get(attributes, "FifoQueue"))
        ok = cfn_error(v, resource->key, err,
                       "the name %s is that of a FIFO queue, which needs "
                       "FifoQueue: true",
                       queue.data);
    if (ok)
        (void)json_object_set(queues, queue.data, attributes);
    json_decref(attributes);
    return ok;
}
