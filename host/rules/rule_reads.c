#include "host/rules/rule_reads.h"

#include <string.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "host/aws_json/aws_json.h"
#include "host/rules/rule_call.h"
#include "host/rules/rules.h"

static json_t *show(const struct rule_call *call, const json_t *rule)
{
    static const char *const members[] = {"Name", "ScheduleExpression", "State",
                                          "Description", "RoleArn"};
    json_t *shown = json_pack("{s:o, s:s}", "Arn",
                              rules_arn(call->sc, schedule_text(rule, "Name")),
                              "EventBusName", "default");

    for (size_t i = 0; i < COUNT(members); i++)
        if (json_object_get(rule, members[i]))
            (void)json_object_set(shown, members[i],
                                  json_object_get(rule, members[i]));
    return shown;
}

void rule_reads_describe(const struct rule_call *call)
{
    const json_t *rule = rule_call_rule(call, "Name");
    json_t *shown;

    if (!rule)
        return;
    shown = show(call, rule);
    (void)json_object_set_new(shown, "CreatedBy", json_string("000000000000"));
    aws_json_send_value(call->req, shown);
}

void rule_reads_list(const struct rule_call *call)
{
    const char *prefix = schedule_text(call->root, "NamePrefix");
    const char **names = rule_call_names(call);
    json_t *rules = json_array();

    for (size_t i = 0; names && names[i]; i++)
        if (!strncmp(names[i], prefix, strlen(prefix)))
            (void)json_array_append_new(
                rules, show(call, rules_find(call->sc, names[i])));
    if (names)
        rule_call_page(call, "Rules", rules);
    else
        json_decref(rules);
    mem_free(names);
}

static bool has_target(const json_t *rule, const char *arn)
{
    size_t i;
    const json_t *target;

    json_array_foreach(json_object_get(rule, "Targets"), i, target)
    {
        if (!strcmp(schedule_text(target, "Arn"), arn))
            return true;
    }
    return false;
}

void rule_reads_by_target(const struct rule_call *call)
{
    const char *arn = rule_call_name(call, "TargetArn");
    const char **names = arn ? rule_call_names(call) : NULL;
    json_t *found;

    if (!names)
        return;
    found = json_array();
    for (size_t i = 0; names[i]; i++)
        if (has_target(rules_find(call->sc, names[i]), arn))
            (void)json_array_append_new(found, json_string(names[i]));
    rule_call_page(call, "RuleNames", found);
    mem_free(names);
}
