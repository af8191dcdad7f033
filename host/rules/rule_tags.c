#include "host/rules/rule_tags.h"

#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/management/checks.h"
#include "host/rules/rule_call.h"
#include "host/rules/rules.h"

enum { TAGS_MAX = 50 };

bool rule_tags_check(const struct rule_call *call)
{
    size_t i;
    const json_t *tag;

    json_array_foreach(json_object_get(call->root, "Tags"), i, tag)
    {
        if (!checks_tag(schedule_text(tag, "Key"),
                        json_object_get(tag, "Value"), call->req))
            return false;
    }
    return true;
}

static void add(json_t *to, const json_t *tags)
{
    size_t i;
    const json_t *tag;

    json_array_foreach(tags, i, tag)
    {
        (void)json_object_set(to, schedule_text(tag, "Key"),
                              json_object_get(tag, "Value"));
    }
}

json_t *rule_tags_new(const struct rule_call *call)
{
    json_t *tags = json_object();

    add(tags, json_object_get(call->root, "Tags"));
    return tags;
}

/* NULL: the response was sent. */
static const json_t *rule_of(const struct rule_call *call)
{
    const char *arn = rule_call_name(call, "ResourceARN");
    const char *name = arn ? strstr(arn, ":rule/") : NULL;
    const json_t *rule =
        name ? rules_find(call->sc, name + strlen(":rule/")) : NULL;

    if (arn && !rule)
        aws_json_error(call->req, "ResourceNotFoundException",
                       "Rule %.300s does not exist on EventBus default.",
                       name ? name + strlen(":rule/") : arn);
    return rule;
}

void rule_tags_list(const struct rule_call *call)
{
    const json_t *rule = rule_of(call);
    json_t *list;
    const char *key;
    json_t *value;

    if (!rule)
        return;
    list = json_array();
    json_object_foreach(json_object_get(rule, "Tags"), key, value)
    {
        (void)json_array_append_new(
            list, json_pack("{s:s, s:O}", "Key", key, "Value", value));
    }
    aws_json_send_value(call->req, json_pack("{s:o}", "Tags", list));
}

/* Takes the tags. */
static void put(const struct rule_call *call, const json_t *rule, json_t *tags)
{
    json_t *changed;

    if (json_object_size(tags) > TAGS_MAX) {
        json_decref(tags);
        aws_json_error(call->req, "LimitExceededException",
                       "A rule has %d tags at most.", TAGS_MAX);
        return;
    }
    changed = json_copy((json_t *)rule);
    (void)json_object_set_new(changed, "Tags", tags);
    if (rule_call_put(call, changed))
        aws_json_send_value(call->req, json_object());
}

void rule_tags_set(const struct rule_call *call)
{
    const json_t *rule = rule_of(call);
    json_t *tags;

    if (!rule || !rule_tags_check(call))
        return;
    tags = json_copy(json_object_get(rule, "Tags"));
    add(tags, json_object_get(call->root, "Tags"));
    put(call, rule, tags);
}

void rule_tags_drop(const struct rule_call *call)
{
    const json_t *rule = rule_of(call);
    json_t *tags;
    size_t i;
    const json_t *key;

    if (!rule)
        return;
    tags = json_copy(json_object_get(rule, "Tags"));
    json_array_foreach(json_object_get(call->root, "TagKeys"), i, key)
    {
        if (json_is_string(key))
            (void)json_object_del(tags, json_string_value(key));
    }
    put(call, rule, tags);
}
