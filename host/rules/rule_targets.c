#include "host/rules/rule_targets.h"

#include <string.h>

#include "common/clock.h"
#include "common/json/json_check.h"
#include "host/aws_json/aws_json.h"
#include "host/functions/function_name.h"
#include "host/management/checks.h"
#include "host/rules/rule_call.h"
#include "host/rules/rules.h"

enum {
    INPUT_MAX = 8192,
    ID_MAX = 64,
    RETRIES_MAX = 185,
    REQUEST_TARGETS_MAX = 100,
};

static bool refuse(const struct rule_call *call, const char *id,
                   const char *sentence)
{
    aws_json_error(call->req, "ValidationException",
                   "The target %.64s is not valid. Reason: %s", id, sentence);
    return false;
}

static bool check_types(const struct rule_call *call, json_t *target)
{
    static const struct checks_type types[] = {
        {"Id", JSON_STRING},          {"Arn", JSON_STRING},
        {"Input", JSON_STRING},       {"InputPath", JSON_STRING},
        {"RoleArn", JSON_STRING},     {"InputTransformer", JSON_OBJECT},
        {"RetryPolicy", JSON_OBJECT}, {"DeadLetterConfig", JSON_OBJECT},
    };
    static const struct checks_type in_retry[] = {
        {"MaximumEventAgeInSeconds", JSON_INTEGER},
        {"MaximumRetryAttempts", JSON_INTEGER},
    };

    return checks_types(target, types, COUNT(types), call->req) &&
           checks_types(json_object_get(target, "RetryPolicy"), in_retry,
                        COUNT(in_retry), call->req);
}

static bool check_members(const struct rule_call *call, const json_t *target)
{
    const json_t *retry = json_object_get(target, "RetryPolicy");
    const json_t *id = json_object_get(target, "Id");
    struct checks checks = CHECKS;

    checks_required(&checks, id, "targets.member.id");
    checks_length(&checks, id, "targets.member.id", ID_MAX);
    checks_pattern(&checks, id, "targets.member.id", "[._A-Za-z0-9-]+",
                   "[\\.\\-_A-Za-z0-9]+");
    checks_required(&checks, json_object_get(target, "Arn"),
                    "targets.member.arn");
    checks_length(&checks, json_object_get(target, "Input"),
                  "targets.member.input", INPUT_MAX);
    checks_range(&checks, json_object_get(retry, "MaximumEventAgeInSeconds"),
                 "targets.member.retryPolicy.maximumEventAgeInSeconds", 60,
                 SCHEDULE_AGE_S);
    checks_range(&checks, json_object_get(retry, "MaximumRetryAttempts"),
                 "targets.member.retryPolicy.maximumRetryAttempts", 0,
                 RETRIES_MAX);
    return !checks_send(&checks, call->req);
}

static bool check_input(const struct rule_call *call, const json_t *target)
{
    static const char *const members[] = {"Input", "InputPath",
                                          "InputTransformer"};
    size_t count = 0;

    for (size_t i = 0; i < COUNT(members); i++)
        count += json_object_get(target, members[i]) ? 1 : 0;
    if (count <= 1)
        return true;
    aws_json_error(call->req, "ValidationException",
                   "Only one of Input, InputPath, or InputTransformer must be "
                   "provided for target %.64s.",
                   schedule_text(target, "Id"));
    return false;
}

/* What this host can do. */
static bool check_means(const struct rule_call *call, const json_t *target)
{
    const char *arn = schedule_text(target, "Arn");
    const char *id = schedule_text(target, "Id");
    const json_t *input = json_object_get(target, "Input");
    struct function_name n;
    struct error ignored = ERROR_NONE;

    if (strncmp(arn, "arn:aws", 7) != 0 || !strstr(arn, ":lambda:") ||
        !function_name_parse(&n, arn))
        return refuse(call, id,
                      "Provided Arn is not in correct format, or this host "
                      "cannot call it: the target of a rule is the ARN of a "
                      "function of this host.");
    if (json_object_get(target, "InputPath") ||
        json_object_get(target, "InputTransformer"))
        return refuse(call, id,
                      "dayfly does not support InputPath and InputTransformer; "
                      "Input is the event, else the Scheduled Event is.");
    if (input && !json_check(json_string_value(input),
                             json_string_length(input), &ignored))
        return refuse(call, id, "JSON syntax error in input.");
    return true;
}

static bool check(const struct rule_call *call, json_t *targets)
{
    size_t i;
    json_t *target;

    struct checks checks = CHECKS;

    checks_required(&checks, targets, "targets");
    if (targets && json_array_size(targets) == 0)
        checks_add(&checks, "[]", "targets",
                   "Member must have length greater than or equal to 1");
    if (json_array_size(targets) > REQUEST_TARGETS_MAX)
        checks_add(&checks, "[...]", "targets",
                   "Member must have length less than or equal to %d",
                   REQUEST_TARGETS_MAX);
    if (checks_send(&checks, call->req))
        return false;
    json_array_foreach(targets, i, target)
    {
        if (!json_is_object(target))
            return refuse(call, "list", "a target is an object.");
        if (!check_types(call, target) || !check_members(call, target) ||
            !check_input(call, target) || !check_means(call, target))
            return false;
    }
    return true;
}

static size_t find(const json_t *targets, const char *id)
{
    size_t i = 0;

    while (i < json_array_size(targets) &&
           strcmp(schedule_text(json_array_get(targets, i), "Id"), id) != 0)
        i++;
    return i;
}

/* One that is there already goes on with its times. */
static void put(json_t *targets, const json_t *target)
{
    size_t at = find(targets, schedule_text(target, "Id"));
    json_t *own = json_object_get(json_array_get(targets, at), "dayfly");
    json_t *added = json_deep_copy(target);

    (void)json_object_set_new(
        added, "dayfly",
        own ? json_incref(own)
            : json_pack("{s:I}", "Begin",
                        (json_int_t)(clock_wall_ms() / 1000)));
    if (own)
        (void)json_array_set_new(targets, at, added);
    else
        (void)json_array_append_new(targets, added);
}

static json_t *no_failures(void)
{
    return json_pack("{s:i, s:[]}", "FailedEntryCount", 0, "FailedEntries");
}

/* The rule with a list of its own of the same targets. */
static json_t *copy(const json_t *rule, json_t **targets)
{
    json_t *all = json_copy((json_t *)rule);

    *targets = json_copy(json_object_get(rule, "Targets"));
    (void)json_object_set_new(all, "Targets", *targets);
    return all;
}

void rule_targets_put(const struct rule_call *call)
{
    const json_t *rule = rule_call_rule(call, "Rule");
    json_t *given = json_object_get(call->root, "Targets");
    json_t *changed;
    json_t *targets;
    size_t i;
    const json_t *target;

    if (!rule || !check(call, given))
        return;
    changed = copy(rule, &targets);
    json_array_foreach(given, i, target)
    {
        put(targets, target);
    }
    if (json_array_size(targets) > RULE_TARGETS_MAX) {
        json_decref(changed);
        aws_json_error(call->req, "LimitExceededException",
                       "The requested resource exceeds the maximum number "
                       "allowed. A rule has %d targets at most.",
                       RULE_TARGETS_MAX);
    } else if (rule_call_put(call, changed)) {
        aws_json_send_value(call->req, no_failures());
    }
}

void rule_targets_remove(const struct rule_call *call)
{
    const json_t *rule = rule_call_rule(call, "Rule");
    json_t *failed = json_array();
    json_t *changed;
    json_t *targets;
    size_t i;
    const json_t *id;

    if (!rule) {
        json_decref(failed);
        return;
    }
    changed = copy(rule, &targets);
    json_array_foreach(json_object_get(call->root, "Ids"), i, id)
    {
        const char *text = json_is_string(id) ? json_string_value(id) : "";
        size_t at = find(targets, text);
        if (json_array_remove(targets, at) != 0)
            (void)json_array_append_new(
                failed,
                json_pack("{s:s, s:s, s:o}", "TargetId", text, "ErrorCode",
                          "ResourceNotFoundException", "ErrorMessage",
                          json_sprintf("Rule %s does not have a target with "
                                       "the Id %.64s.",
                                       schedule_text(rule, "Name"), text)));
    }
    if (rule_call_put(call, changed))
        aws_json_send_value(call->req,
                            json_pack("{s:I, s:O}", "FailedEntryCount",
                                      (json_int_t)json_array_size(failed),
                                      "FailedEntries", failed));
    json_decref(failed);
}

void rule_targets_list(const struct rule_call *call)
{
    const json_t *rule = rule_call_rule(call, "Rule");
    json_t *shown;
    size_t i;
    json_t *target;

    if (!rule)
        return;
    shown = json_deep_copy(json_object_get(rule, "Targets"));
    json_array_foreach(shown, i, target)
    {
        (void)json_object_del(target, "dayfly");
    }
    rule_call_page(call, "Targets", shown);
}
