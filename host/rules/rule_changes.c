#include "host/rules/rule_changes.h"

#include <stdlib.h>
#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/cron/expression.h"
#include "host/rules/rule_call.h"
#include "host/rules/rule_tags.h"
#include "host/rules/rules.h"
#include "host/schedules/scheduler.h"

static bool refuse(const struct rule_call *call, const char *sentence)
{
    aws_json_error(call->req, "ValidationException", "%s", sentence);
    return false;
}

/* Of a rule the unit agrees with the number, which EventBridge Scheduler does
 * not ask for. */
static bool agrees(const char *text)
{
    static const char rate[] = "rate(";
    size_t size = strlen(text);
    bool is_many = size > 2 && text[size - 2] == 's';

    return strncmp(text, rate, strlen(rate)) != 0 ||
           (strtol(text + strlen(rate), NULL, 10) == 1) != is_many;
}

static bool check_expression(const struct rule_call *call)
{
    const char *text = schedule_text(call->root, "ScheduleExpression");
    struct expression expression;
    struct error why = ERROR_NONE;

    if (!expression_parse(&expression, text, &why))
        aws_json_error(call->req, "ValidationException",
                       "Parameter ScheduleExpression is not valid. Reason: "
                       "%.256s: %s.",
                       text, why.text);
    else if (expression.kind == EXPRESSION_AT)
        (void)refuse(
            call,
            "Parameter ScheduleExpression is not valid. Reason: a rule "
            "has cron(...) or rate(...); at(...) is for schedules of "
            "EventBridge Scheduler.");
    else if (!agrees(text))
        (void)refuse(call,
                     "Parameter ScheduleExpression is not valid. Reason: a "
                     "rate of 1 has the unit minute, hour or day, of more "
                     "minutes, hours or days: rate(1 minute), rate(5 minutes)");
    else
        return true;
    return false;
}

static bool check(const struct rule_call *call)
{
    const char *state = schedule_text(call->root, "State");

    if (*schedule_text(call->root, "EventPattern"))
        return refuse(call,
                      "dayfly has no events but those of schedules: a rule has "
                      "a ScheduleExpression here, and no EventPattern.");
    if (!*schedule_text(call->root, "ScheduleExpression"))
        return refuse(call,
                      "Parameter(s) EventPattern or ScheduleExpression must be "
                      "specified.");
    if (*state && strcmp(state, "ENABLED") != 0 &&
        strcmp(state, "DISABLED") != 0)
        return refuse(call, "Parameter State is ENABLED or DISABLED.");
    return check_expression(call) && rule_tags_check(call);
}

/* The one with the members of the request; tags are of a new one only. */
static json_t *make(const struct rule_call *call, const json_t *before)
{
    static const char *const members[] = {"Name", "ScheduleExpression", "State",
                                          "Description", "RoleArn"};
    json_t *rule = json_object();
    json_t *targets = json_object_get(before, "Targets");
    json_t *tags = json_object_get(before, "Tags");
    json_t *own = json_object_get(before, "dayfly");

    for (size_t i = 0; i < COUNT(members); i++)
        if (*schedule_text(call->root, members[i]))
            (void)json_object_set(rule, members[i],
                                  json_object_get(call->root, members[i]));
    if (!json_object_get(rule, "State"))
        (void)json_object_set_new(rule, "State", json_string("ENABLED"));
    (void)json_object_set_new(rule, "Targets",
                              targets ? json_incref(targets) : json_array());
    (void)json_object_set_new(rule, "Tags",
                              tags ? json_incref(tags) : rule_tags_new(call));
    (void)json_object_set(rule, "dayfly", own);
    return rule;
}

static bool is_same(const json_t *one, const json_t *other, const char *member)
{
    return !strcmp(schedule_text(one, member), schedule_text(other, member));
}

void rule_changes_put(const struct rule_call *call)
{
    const char *name = rule_call_name(call, "Name");
    const json_t *before = name ? rules_find(call->sc, name) : NULL;
    json_t *rule;

    if (!name || !check(call))
        return;
    if (!before && json_object_size(call->sc->rules) >= RULES_MAX) {
        aws_json_error(call->req, "LimitExceededException",
                       "The requested resource exceeds the maximum number "
                       "allowed: an event bus has %d rules.",
                       RULES_MAX);
        return;
    }
    rule = make(call, before);
    if (!before || !is_same(before, rule, "ScheduleExpression") ||
        !is_same(before, rule, "State"))
        rules_begin(rule);
    if (rule_call_put(call, rule))
        aws_json_send_value(call->req, json_pack("{s:o}", "RuleArn",
                                                 rules_arn(call->sc, name)));
}

static void set_state(const struct rule_call *call, const char *state)
{
    const json_t *before = rule_call_rule(call, "Name");
    json_t *rule;

    if (!before)
        return;
    rule = json_copy((json_t *)before);
    if (strcmp(schedule_text(before, "State"), state) != 0) {
        (void)json_object_set_new(rule, "State", json_string(state));
        rules_begin(rule);
    }
    if (rule_call_put(call, rule))
        aws_json_send_value(call->req, json_object());
}

void rule_changes_enable(const struct rule_call *call)
{
    set_state(call, "ENABLED");
}

void rule_changes_disable(const struct rule_call *call)
{
    set_state(call, "DISABLED");
}

void rule_changes_delete(const struct rule_call *call)
{
    const char *name = rule_call_name(call, "Name");
    const json_t *rule = name ? rules_find(call->sc, name) : NULL;
    struct error err = ERROR_NONE;

    if (!name)
        return;
    if (json_array_size(json_object_get(rule, "Targets")) > 0)
        (void)refuse(call, "Rule can't be deleted since it has targets.");
    else if (!rule || rules_remove(call->sc, name, &err))
        aws_json_send_value(call->req, json_object());
    else
        aws_json_error(call->req, "InternalException", "dayfly: %s", err.text);
}
