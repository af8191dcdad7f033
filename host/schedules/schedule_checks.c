#include "host/schedules/schedule_checks.h"

#include <string.h>

#include "common/compiler.h"
#include "host/functions/function_name.h"
#include "host/management/checks.h"
#include "host/schedules/schedule.h"
#include "host/schedules/schedule_event.h"
#include "host/service/service_error.h"

#define NAME_PATTERN "[0-9a-zA-Z_.-]+"
#define NAME_SHOWN "[0-9a-zA-Z-_.]+"
#define ROLE "arn:aws[a-z-]*:iam::"
#define KMS "arn:aws[a-z-]*:kms:[a-z0-9\\-]+:\\d{12}:(key|alias)"

enum {
    TARGET_MAX = 1600,
    DESCRIPTION_MAX = 512,
    KMS_MAX = 2048,
    TOKEN_MAX = 64,
    RETRIES_MAX = 185,
    WINDOW_MAX = 1440,
};

static void check_text(struct checks *checks, const json_t *value,
                       const char *member, size_t most)
{
    if (value && json_string_length(value) == 0)
        checks_add(checks, "", member,
                   "Member must have length greater than or equal to 1");
    checks_length(checks, value, member, most);
}

static void check_name(struct checks *checks, const json_t *value,
                       const char *member)
{
    check_text(checks, value, member, SCHEDULE_NAME_MAX);
    checks_pattern(checks, value, member, NAME_PATTERN, NAME_SHOWN);
}

bool schedule_check_name(struct http_request *req, const char *name,
                         const char *member)
{
    struct checks checks = CHECKS_OF_SCHEDULE;
    json_t *value = json_string(name);

    check_name(&checks, value, member);
    json_decref(value);
    return !checks_send(&checks, req);
}

static void check_target(struct checks *checks, const json_t *target)
{
    const json_t *role = json_object_get(target, "RoleArn");
    const json_t *arn = json_object_get(target, "Arn");
    const json_t *retry = json_object_get(target, "RetryPolicy");

    checks_required(checks, arn, "target.arn");
    check_text(checks, arn, "target.arn", TARGET_MAX);
    checks_required(checks, role, "target.roleArn");
    check_text(checks, role, "target.roleArn", TARGET_MAX);
    checks_pattern(checks, role, "target.roleArn",
                   ROLE "[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+",
                   ROLE "\\d{12}:role\\/[\\w+=,.@\\/-]+");
    checks_range(checks, json_object_get(retry, "MaximumEventAgeInSeconds"),
                 "target.retryPolicy.maximumEventAgeInSeconds", 60,
                 SCHEDULE_AGE_S);
    checks_range(checks, json_object_get(retry, "MaximumRetryAttempts"),
                 "target.retryPolicy.maximumRetryAttempts", 0, RETRIES_MAX);
    if (json_string_length(json_object_get(target, "Input")) == 0 &&
        json_object_get(target, "Input"))
        checks_add(checks, "", "target.input",
                   "Member must have length greater than or equal to 1");
}

static void check_window(struct checks *checks, const json_t *window)
{
    static const char *const modes[] = {"OFF", "FLEXIBLE", NULL};

    checks_required(checks, window, "flexibleTimeWindow");
    if (!window)
        return;
    checks_required(checks, json_object_get(window, "Mode"),
                    "flexibleTimeWindow.mode");
    checks_enum(checks, json_object_get(window, "Mode"),
                "flexibleTimeWindow.mode", modes, "[OFF, FLEXIBLE]");
    checks_range(checks, json_object_get(window, "MaximumWindowInMinutes"),
                 "flexibleTimeWindow.maximumWindowInMinutes", 1, WINDOW_MAX);
}

static bool check_members(struct http_request *req, const json_t *r)
{
    static const char *const states[] = {"ENABLED", "DISABLED", NULL};
    static const char *const actions[] = {"NONE", "DELETE", NULL};
    static const char *const missed[] = {"once", "skip", "all", NULL};
    struct checks checks = CHECKS_OF_SCHEDULE;

    checks_required(&checks, json_object_get(r, "ScheduleExpression"),
                    "scheduleExpression");
    check_text(&checks, json_object_get(r, "ScheduleExpression"),
               "scheduleExpression", EXPRESSION_MAX);
    check_text(&checks, json_object_get(r, "ScheduleExpressionTimezone"),
               "scheduleExpressionTimezone", TIME_ZONE_NAME_MAX);
    check_name(&checks, json_object_get(r, "GroupName"), "groupName");
    checks_length(&checks, json_object_get(r, "Description"), "description",
                  DESCRIPTION_MAX);
    checks_enum(&checks, json_object_get(r, "State"), "state", states,
                "[ENABLED, DISABLED]");
    checks_enum(&checks, json_object_get(r, "ActionAfterCompletion"),
                "actionAfterCompletion", actions, "[NONE, DELETE]");
    checks_enum(&checks, json_object_get(r, "DayflyMissed"), "dayflyMissed",
                missed, "[once, skip, all]");
    check_text(&checks, json_object_get(r, "KmsKeyArn"), "kmsKeyArn", KMS_MAX);
    checks_pattern(&checks, json_object_get(r, "KmsKeyArn"), "kmsKeyArn",
                   "arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/"
                   "[0-9a-zA-Z_-]*",
                   KMS "\\/[0-9a-zA-Z-_]*");
    check_text(&checks, json_object_get(r, "ClientToken"), "clientToken",
               TOKEN_MAX);
    check_window(&checks, json_object_get(r, "FlexibleTimeWindow"));
    checks_required(&checks, json_object_get(r, "Target"), "target");
    if (json_object_get(r, "Target"))
        check_target(&checks, json_object_get(r, "Target"));
    return !checks_send(&checks, req);
}

static bool check_types(struct http_request *req, json_t *r)
{
    static const struct checks_type types[] = {
        {"ScheduleExpression", JSON_STRING},
        {"ScheduleExpressionTimezone", JSON_STRING},
        {"GroupName", JSON_STRING},
        {"Description", JSON_STRING},
        {"State", JSON_STRING},
        {"ActionAfterCompletion", JSON_STRING},
        {"KmsKeyArn", JSON_STRING},
        {"ClientToken", JSON_STRING},
        {"DayflyMissed", JSON_STRING},
        {"FlexibleTimeWindow", JSON_OBJECT},
        {"Target", JSON_OBJECT},
    };
    static const struct checks_type in_target[] = {
        {"Arn", JSON_STRING},
        {"RoleArn", JSON_STRING},
        {"Input", JSON_STRING},
        {"RetryPolicy", JSON_OBJECT},
        {"DeadLetterConfig", JSON_OBJECT},
    };
    static const struct checks_type in_retry[] = {
        {"MaximumEventAgeInSeconds", JSON_INTEGER},
        {"MaximumRetryAttempts", JSON_INTEGER},
    };
    static const struct checks_type in_window[] = {
        {"Mode", JSON_STRING},
        {"MaximumWindowInMinutes", JSON_INTEGER},
    };
    json_t *target;

    if (!checks_types(r, types, COUNT(types), req))
        return false;
    target = json_object_get(r, "Target");
    return checks_types(target, in_target, COUNT(in_target), req) &&
           checks_types(json_object_get(target, "RetryPolicy"), in_retry,
                        COUNT(in_retry), req) &&
           checks_types(json_object_get(r, "FlexibleTimeWindow"), in_window,
                        COUNT(in_window), req);
}

static bool check_dates(struct http_request *req, json_t *r)
{
    static const char *const members[] = {"StartDate", "EndDate"};
    double values[COUNT(members)] = {0, 0};

    for (size_t i = 0; i < COUNT(members); i++) {
        const json_t *value = json_object_get(r, members[i]);
        if (json_is_null(value))
            (void)json_object_del(r, members[i]);
        else if (value &&
                 (!json_is_number(value) || json_number_value(value) < 0 ||
                  json_number_value(value) > 1e11)) {
            service_error_send(req, SERVICE_SERIALIZATION,
                               "The member '%s' must be a time in seconds "
                               "since 1970",
                               members[i]);
            return false;
        } else
            values[i] = json_number_value(value);
    }
    if (values[1] == 0 || values[0] < values[1])
        return true;
    service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                       "The EndDate must come after the StartDate.");
    return false;
}

/* What this host can do. */
static bool check_means(struct http_request *req, const json_t *r)
{
    const json_t *target = json_object_get(r, "Target");
    const json_t *window = json_object_get(r, "FlexibleTimeWindow");
    const char *arn = schedule_text(target, "Arn");
    const json_t *input = json_object_get(target, "Input");
    bool is_flexible = !strcmp(schedule_text(window, "Mode"), "FLEXIBLE");
    struct function_name n;
    struct error err = ERROR_NONE;

    if (!schedule_check_times(r, &err))
        service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE, "%s", err.text);
    else if (is_flexible != !!json_object_get(window, "MaximumWindowInMinutes"))
        service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                           "MaximumWindowInMinutes is needed if Mode is "
                           "FLEXIBLE, and must be absent if it is OFF.");
    else if (strncmp(arn, "arn:aws", 7) != 0 || !strstr(arn, ":lambda:") ||
             !function_name_parse(&n, arn))
        service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                           "Provided Arn is not in correct format, or this "
                           "host cannot call it: the target of a schedule is "
                           "the ARN of a function of this host. Arn: %.512s",
                           arn);
    else if (json_string_length(input) > SCHEDULE_INPUT_MAX)
        service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                           "The Input has more than %d bytes.",
                           SCHEDULE_INPUT_MAX);
    else if (input && !schedule_event_is_json(json_string_value(input)))
        service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                           "The Input of the target is not valid JSON.");
    else
        return true;
    return false;
}

static bool set_default(json_t *object, const char *member, json_t *value)
{
    if (!json_object_get(object, member))
        return json_object_set_new(object, member, value) == 0;
    json_decref(value);
    return true;
}

static bool set_defaults(json_t *d)
{
    json_t *target = json_object_get(d, "Target");

    return set_default(d, "GroupName", json_string(SCHEDULE_GROUP)) &&
           set_default(d, "ScheduleExpressionTimezone", json_string("UTC")) &&
           set_default(d, "State", json_string("ENABLED")) &&
           set_default(d, "ActionAfterCompletion", json_string("NONE")) &&
           set_default(target, "RetryPolicy", json_object()) &&
           set_default(json_object_get(target, "RetryPolicy"),
                       "MaximumEventAgeInSeconds",
                       json_integer(SCHEDULE_AGE_S)) &&
           set_default(json_object_get(target, "RetryPolicy"),
                       "MaximumRetryAttempts", json_integer(RETRIES_MAX));
}

json_t *schedule_check_request(struct http_request *req, json_t *request,
                               const char *name)
{
    static const char *const members[] = {
        "GroupName",
        "ScheduleExpression",
        "ScheduleExpressionTimezone",
        "StartDate",
        "EndDate",
        "Description",
        "State",
        "KmsKeyArn",
        "Target",
        "ActionAfterCompletion",
        "FlexibleTimeWindow",
    };
    json_t *document;
    bool ok;

    if (!schedule_check_name(req, name, "name") || !check_types(req, request) ||
        !check_members(req, request) || !check_dates(req, request) ||
        !check_means(req, request))
        return NULL;
    document = json_pack("{s:s}", "Name", name);
    ok = document != NULL;
    for (size_t i = 0; i < COUNT(members); i++) {
        json_t *value = json_object_get(request, members[i]);
        ok =
            ok && (!value || json_object_set(document, members[i], value) == 0);
    }
    if (ok && set_defaults(document))
        return document;
    json_decref(document);
    service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
    return NULL;
}
