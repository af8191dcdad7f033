#include "host/rules/rule_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/aws_json/aws_json.h"
#include "host/management/checks.h"
#include "host/rules/rules.h"
#include "host/schedules/scheduler.h"

enum { PAGE_MAX = 100, DESCRIPTION_MAX = 512, TOKEN_MAX = 2048 };

static bool check_types(const struct rule_call *call)
{
    static const struct checks_type types[] = {
        {"Name", JSON_STRING},        {"Rule", JSON_STRING},
        {"NamePrefix", JSON_STRING},  {"EventBusName", JSON_STRING},
        {"Description", JSON_STRING}, {"ScheduleExpression", JSON_STRING},
        {"State", JSON_STRING},       {"EventPattern", JSON_STRING},
        {"RoleArn", JSON_STRING},     {"ResourceARN", JSON_STRING},
        {"TargetArn", JSON_STRING},   {"NextToken", JSON_STRING},
        {"Tags", JSON_ARRAY},         {"TagKeys", JSON_ARRAY},
        {"Targets", JSON_ARRAY},      {"Ids", JSON_ARRAY},
        {"Limit", JSON_INTEGER},      {"Force", JSON_TRUE},
    };

    return checks_types(call->root, types, COUNT(types), call->req);
}

static void check_name(struct checks *checks, const json_t *value,
                       const char *member)
{
    if (value && json_string_length(value) == 0)
        checks_add(checks, "", member,
                   "Member must have length greater than or equal to 1");
    checks_length(checks, value, member, RULE_NAME_MAX);
    checks_pattern(checks, value, member, "[._A-Za-z0-9-]+",
                   "[\\.\\-_A-Za-z0-9]+");
}

static bool check_values(const struct rule_call *call)
{
    const json_t *r = call->root;
    struct checks checks = CHECKS;

    check_name(&checks, json_object_get(r, "Name"), "name");
    check_name(&checks, json_object_get(r, "Rule"), "rule");
    check_name(&checks, json_object_get(r, "NamePrefix"), "namePrefix");
    checks_length(&checks, json_object_get(r, "Description"), "description",
                  DESCRIPTION_MAX);
    checks_length(&checks, json_object_get(r, "ScheduleExpression"),
                  "scheduleExpression", EXPRESSION_MAX);
    checks_length(&checks, json_object_get(r, "NextToken"), "nextToken",
                  TOKEN_MAX);
    checks_range(&checks, json_object_get(r, "Limit"), "limit", 1, PAGE_MAX);
    return !checks_send(&checks, call->req);
}

bool rule_call_check(const struct rule_call *call)
{
    if (!check_types(call) || !check_values(call))
        return false;
    const char *bus = schedule_text(call->root, "EventBusName");
    const char *slash = strrchr(bus, '/');
    const char *name = slash ? slash + 1 : bus;
    if (!*bus || !strcmp(name, "default"))
        return true;
    aws_json_error(call->req, "ResourceNotFoundException",
                   "Event bus %.256s does not exist. This host has the event "
                   "bus default.",
                   name);
    return false;
}

const char *rule_call_name(const struct rule_call *call, const char *member)
{
    const char *name = schedule_text(call->root, member);
    struct checks checks = CHECKS;
    char shown[16];

    if (*name)
        return name;
    (void)snprintf(shown, sizeof shown, "%c%s", *member | 0x20, member + 1);
    checks_required(&checks, NULL, shown);
    (void)checks_send(&checks, call->req);
    return NULL;
}

json_t *rule_call_rule(const struct rule_call *call, const char *member)
{
    const char *name = rule_call_name(call, member);
    json_t *rule = name ? rules_find(call->sc, name) : NULL;

    if (name && !rule)
        aws_json_error(call->req, "ResourceNotFoundException",
                       "Rule %s does not exist on EventBus default.", name);
    return rule;
}

bool rule_call_put(const struct rule_call *call, json_t *rule)
{
    struct error err = ERROR_NONE;
    bool ok = rule && rules_put(call->sc, rule, &err);

    if (!ok)
        aws_json_error(call->req, "InternalException", "dayfly: %s",
                       *err.text ? err.text : "out of memory");
    return ok;
}

void rule_call_page(const struct rule_call *call, const char *list,
                    json_t *items)
{
    const json_t *limit = json_object_get(call->root, "Limit");
    const char *token = schedule_text(call->root, "NextToken");
    size_t most = limit ? (size_t)json_integer_value(limit) : PAGE_MAX;
    size_t from = strtoul(token, NULL, 10);
    size_t count = json_array_size(items);
    json_t *page = json_array();
    json_t *answer = json_pack("{s:o}", list, page);

    if (strspn(token, "0123456789") != strlen(token)) {
        aws_json_error(call->req, "ValidationException",
                       "Parameter NextToken is not valid.");
        json_decref(answer);
    } else {
        for (size_t i = from; i < count && i - from < most; i++)
            (void)json_array_append(page, json_array_get(items, i));
        if (from < count && count - from > most)
            (void)json_object_set_new(answer, "NextToken",
                                      json_sprintf("%zu", from + most));
        aws_json_send_value(call->req, answer);
    }
    json_decref(items);
}

static int compare(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

const char **rule_call_names(const struct rule_call *call)
{
    size_t count = json_object_size(call->sc->rules);
    const char **names = mem_new(count + 1, sizeof *names);
    const char *name;
    json_t *rule;
    size_t i = 0;

    if (!names) {
        aws_json_error(call->req, "InternalException", "dayfly: out of memory");
        return NULL;
    }
    json_object_foreach(call->sc->rules, name, rule)
    {
        names[i++] = name;
    }
    if (count > 0)
        qsort(names, count, sizeof *names, compare);
    return names;
}
