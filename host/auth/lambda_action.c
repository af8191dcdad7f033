#include "host/auth/lambda_action.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/functions/function_name.h"
#include "host/http/request_path.h"

static const struct row {
    const char *method;
    const char *path;
    const char *action;
} rows[] = {
    {"POST", "2014-11-13/functions/*/invoke-async", "InvokeFunction"},
    {"POST", "2015-03-31/event-source-mappings", "CreateEventSourceMapping"},
    {"GET", "2015-03-31/event-source-mappings", "ListEventSourceMappings"},
    {"DELETE", "2015-03-31/event-source-mappings/*",
     "DeleteEventSourceMapping"},
    {"GET", "2015-03-31/event-source-mappings/*", "GetEventSourceMapping"},
    {"PUT", "2015-03-31/event-source-mappings/*", "UpdateEventSourceMapping"},
    {"POST", "2015-03-31/functions", "CreateFunction"},
    {"GET", "2015-03-31/functions", "ListFunctions"},
    {"DELETE", "2015-03-31/functions/*", "DeleteFunction"},
    {"GET", "2015-03-31/functions/*", "GetFunction"},
    {"POST", "2015-03-31/functions/*/aliases", "CreateAlias"},
    {"GET", "2015-03-31/functions/*/aliases", "ListAliases"},
    {"DELETE", "2015-03-31/functions/*/aliases/*", "DeleteAlias"},
    {"GET", "2015-03-31/functions/*/aliases/*", "GetAlias"},
    {"PUT", "2015-03-31/functions/*/aliases/*", "UpdateAlias"},
    {"PUT", "2015-03-31/functions/*/code", "UpdateFunctionCode"},
    {"GET", "2015-03-31/functions/*/configuration", "GetFunctionConfiguration"},
    {"PUT", "2015-03-31/functions/*/configuration",
     "UpdateFunctionConfiguration"},
    {"POST", "2015-03-31/functions/*/invocations", "InvokeFunction"},
    {"POST", "2015-03-31/functions/*/policy", "AddPermission"},
    {"GET", "2015-03-31/functions/*/policy", "GetPolicy"},
    {"DELETE", "2015-03-31/functions/*/policy/*", "RemovePermission"},
    {"GET", "2015-03-31/functions/*/versions", "ListVersionsByFunction"},
    {"POST", "2015-03-31/functions/*/versions", "PublishVersion"},
    {"GET", "2016-08-19/account-settings", "GetAccountSettings"},
    {"GET", "2017-03-31/tags/*", "ListTags"},
    {"POST", "2017-03-31/tags/*", "TagResource"},
    {"DELETE", "2017-03-31/tags/*", "UntagResource"},
    {"DELETE", "2017-10-31/functions/*/concurrency",
     "DeleteFunctionConcurrency"},
    {"PUT", "2017-10-31/functions/*/concurrency", "PutFunctionConcurrency"},
    {"GET", "2018-10-31/layers", "ListLayers"},
    {"GET", "2018-10-31/layers/*/versions", "ListLayerVersions"},
    {"POST", "2018-10-31/layers/*/versions", "PublishLayerVersion"},
    {"DELETE", "2018-10-31/layers/*/versions/*", "DeleteLayerVersion"},
    {"GET", "2018-10-31/layers/*/versions/*", "GetLayerVersion"},
    {"POST", "2018-10-31/layers/*/versions/*/policy",
     "AddLayerVersionPermission"},
    {"GET", "2018-10-31/layers/*/versions/*/policy", "GetLayerVersionPolicy"},
    {"DELETE", "2018-10-31/layers/*/versions/*/policy/*",
     "RemoveLayerVersionPermission"},
    {"DELETE", "2019-09-25/functions/*/event-invoke-config",
     "DeleteFunctionEventInvokeConfig"},
    {"GET", "2019-09-25/functions/*/event-invoke-config",
     "GetFunctionEventInvokeConfig"},
    {"PUT", "2019-09-25/functions/*/event-invoke-config",
     "PutFunctionEventInvokeConfig"},
    {"POST", "2019-09-25/functions/*/event-invoke-config",
     "UpdateFunctionEventInvokeConfig"},
    {"GET", "2019-09-25/functions/*/event-invoke-config/list",
     "ListFunctionEventInvokeConfigs"},
    {"GET", "2019-09-30/functions/*/concurrency", "GetFunctionConcurrency"},
    {"DELETE", "2019-09-30/functions/*/provisioned-concurrency",
     "DeleteProvisionedConcurrencyConfig"},
    {"GET", "2019-09-30/functions/*/provisioned-concurrency",
     "GetProvisionedConcurrencyConfig"},
    {"PUT", "2019-09-30/functions/*/provisioned-concurrency",
     "PutProvisionedConcurrencyConfig"},
    {"POST", "2020-04-22/code-signing-configs", "CreateCodeSigningConfig"},
    {"GET", "2020-04-22/code-signing-configs", "ListCodeSigningConfigs"},
    {"DELETE", "2020-04-22/code-signing-configs/*", "DeleteCodeSigningConfig"},
    {"GET", "2020-04-22/code-signing-configs/*", "GetCodeSigningConfig"},
    {"PUT", "2020-04-22/code-signing-configs/*", "UpdateCodeSigningConfig"},
    {"GET", "2020-04-22/code-signing-configs/*/functions",
     "ListFunctionsByCodeSigningConfig"},
    {"DELETE", "2020-06-30/functions/*/code-signing-config",
     "DeleteFunctionCodeSigningConfig"},
    {"GET", "2020-06-30/functions/*/code-signing-config",
     "GetFunctionCodeSigningConfig"},
    {"PUT", "2020-06-30/functions/*/code-signing-config",
     "PutFunctionCodeSigningConfig"},
    {"GET", "2021-07-20/functions/*/runtime-management-config",
     "GetRuntimeManagementConfig"},
    {"PUT", "2021-07-20/functions/*/runtime-management-config",
     "PutRuntimeManagementConfig"},
    {"POST", "2021-10-31/functions/*/url", "CreateFunctionUrlConfig"},
    {"DELETE", "2021-10-31/functions/*/url", "DeleteFunctionUrlConfig"},
    {"GET", "2021-10-31/functions/*/url", "GetFunctionUrlConfig"},
    {"PUT", "2021-10-31/functions/*/url", "UpdateFunctionUrlConfig"},
    {"GET", "2021-10-31/functions/*/urls", "ListFunctionUrlConfigs"},
    {"POST", "2021-11-15/functions/*/response-streaming-invocations",
     "InvokeFunction"},
    {"GET", "2024-08-31/functions/*/recursion-config",
     "GetFunctionRecursionConfig"},
    {"PUT", "2024-08-31/functions/*/recursion-config",
     "PutFunctionRecursionConfig"},
    {"POST", "2025-11-30/capacity-providers", "CreateCapacityProvider"},
    {"GET", "2025-11-30/capacity-providers", "ListCapacityProviders"},
    {"DELETE", "2025-11-30/capacity-providers/*", "DeleteCapacityProvider"},
    {"GET", "2025-11-30/capacity-providers/*", "GetCapacityProvider"},
    {"PUT", "2025-11-30/capacity-providers/*", "UpdateCapacityProvider"},
    {"GET", "2025-11-30/capacity-providers/*/function-versions",
     "ListFunctionVersionsByCapacityProvider"},
    {"GET", "2025-11-30/functions/*/function-scaling-config",
     "GetFunctionScalingConfig"},
    {"PUT", "2025-11-30/functions/*/function-scaling-config",
     "PutFunctionScalingConfig"},
    {"POST", "2025-12-01/durable-execution-callbacks/*/fail",
     "SendDurableExecutionCallbackFailure"},
    {"POST", "2025-12-01/durable-execution-callbacks/*/heartbeat",
     "SendDurableExecutionCallbackHeartbeat"},
    {"POST", "2025-12-01/durable-execution-callbacks/*/succeed",
     "SendDurableExecutionCallbackSuccess"},
    {"GET", "2025-12-01/durable-executions/*", "GetDurableExecution"},
    {"POST", "2025-12-01/durable-executions/*/checkpoint",
     "CheckpointDurableExecution"},
    {"GET", "2025-12-01/durable-executions/*/history",
     "GetDurableExecutionHistory"},
    {"GET", "2025-12-01/durable-executions/*/state",
     "GetDurableExecutionState"},
    {"POST", "2025-12-01/durable-executions/*/stop", "StopDurableExecution"},
    {"GET", "2025-12-01/functions/*/durable-executions",
     "ListDurableExecutionsByFunction"},
    {"GET", "_dayfly/calls/*", "GetEventPayload"},
    {"GET", "_dayfly/queue/events/*", "GetEventPayload"},
    {"GET", "_dayfly/queue/queues/*/messages", "GetEventPayload"},
    {"POST", "_dayfly/releases", "CreateRelease"},
    {"GET", "_dayfly/releases", "ListReleases"},
    {"POST", "_dayfly/releases/*/restore", "RestoreRelease"},
};

/* Paths may end in a slash. */
static bool matches(struct request_path *path, const char *pattern)
{
    bool is_open = path->count > 1 && !*path->segment[path->count - 1];
    bool found;

    path->count -= is_open ? 1 : 0;
    found = request_path_matches(path, pattern);
    path->count += is_open ? 1 : 0;
    return found;
}

static bool starts_with(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* What callers have sent is for neither those who look at functions nor other
 * callers. */
static enum access_kind kind_of(const struct row *row)
{
    if (!strcmp(row->action, "GetEventPayload"))
        return ACCESS_ADMIN;
    if (!strcmp(row->action, "InvokeFunction"))
        return ACCESS_INVOKE;
    return !strcmp(row->method, "GET") ? ACCESS_READ : ACCESS_ADMIN;
}

/* Of a path with a function's name or ARN as its third segment. */
static void take_function(struct access *access,
                          const struct request_path *path)
{
    struct function_name n;

    if (path->count > 2 &&
        (!strcmp(path->segment[1], "functions") ||
         !strcmp(path->segment[1], "tags")) &&
        function_name_parse(&n, path->segment[2]))
        (void)snprintf(access->function, sizeof access->function, "%s", n.name);
}

bool lambda_action_find(struct access *access, const char *method,
                        const char *target)
{
    struct request_path path;

    if (!request_path_parse(&path, target))
        return false;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (strcmp(rows[i].method, method) != 0 ||
            !matches(&path, rows[i].path))
            continue;
        *access = (struct access){.kind = kind_of(&rows[i]),
                                  .service = "lambda",
                                  .action = rows[i].action};
        take_function(access, &path);
        return true;
    }
    return false;
}

/* As IAM has them: of SQS in small letters, and a batch is as one message. */
static void set_operation(struct access *access, const char *header)
{
    static const struct {
        const char *target;
        const char *name;
    } services[] = {{"AmazonSQS.", "sqs:"},
                    {"AWSEvents.", "events:"},
                    {"Logs_20140328.", "logs:"}};
    static const char batch[] = "batch";
    char *out = access->operation;

    for (size_t i = 0; i < COUNT(services); i++)
        if (starts_with(header, services[i].target))
            (void)snprintf(out, ACCESS_OPERATION_SIZE, "%s%s", services[i].name,
                           header + strlen(services[i].target));
    if (!starts_with(out, "sqs:"))
        return;
    for (char *at = out; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    size_t size = strlen(out);
    if (size > strlen(batch) && !strcmp(out + size - strlen(batch), batch))
        out[size - strlen(batch)] = '\0';
}

/* "Logs_20140328.FilterLogEvents" */
void lambda_action_of_target(struct access *access, const char *header)
{
    static const char *const reads[] = {"Get", "List", "Describe", "Filter",
                                        "StartLiveTail"};
    const char *dot = header ? strchr(header, '.') : NULL;

    static const char *const uses[] = {
        "AmazonSQS.SendMessage", "AmazonSQS.ReceiveMessage",
        "AmazonSQS.DeleteMessage", "AmazonSQS.ChangeMessageVisibility"};

    *access =
        (struct access){.kind = dot ? ACCESS_ADMIN : ACCESS_ANY, .action = "*"};
    for (size_t i = 0; dot && i < COUNT(reads); i++)
        if (starts_with(dot + 1, reads[i]))
            access->kind = ACCESS_READ;
    for (size_t i = 0; dot && i < COUNT(uses); i++)
        if (starts_with(header, uses[i]))
            access->kind = ACCESS_INVOKE;
    if (dot)
        set_operation(access, header);
}

void lambda_action_of_schedule(struct access *access, const char *method,
                               const char *target)
{
    static const struct {
        const char *method;
        const char *path;
        const char *name;
    } operations[] = {
        {"GET", "schedules", "ListSchedules"},
        {"GET", "schedules/*", "GetSchedule"},
        {"POST", "schedules/*", "CreateSchedule"},
        {"PUT", "schedules/*", "UpdateSchedule"},
        {"DELETE", "schedules/*", "DeleteSchedule"},
        {"GET", "schedule-groups", "ListScheduleGroups"},
        {"GET", "schedule-groups/*", "GetScheduleGroup"},
        {"POST", "schedule-groups/*", "CreateScheduleGroup"},
        {"DELETE", "schedule-groups/*", "DeleteScheduleGroup"},
        {"GET", "tags/*", "ListTagsForResource"},
        {"POST", "tags/*", "TagResource"},
        {"DELETE", "tags/*", "UntagResource"},
    };
    struct request_path path;
    const char *name = "*";

    if (request_path_parse(&path, target))
        for (size_t i = 0; i < COUNT(operations); i++)
            if (!strcmp(operations[i].method, method) &&
                matches(&path, operations[i].path))
                name = operations[i].name;
    *access = (struct access){.kind = !strcmp(method, "GET") ? ACCESS_READ
                                                             : ACCESS_ADMIN,
                              .action = "*"};
    (void)snprintf(access->operation, sizeof access->operation, "scheduler:%s",
                   name);
}

void lambda_action_of_query(struct access *access, const char *action)
{
    char target[160];

    (void)snprintf(target, sizeof target, "AmazonSQS.%.128s", action);
    lambda_action_of_target(
        access,
        *action && strcmp(action, "GetCallerIdentity") != 0 ? target : NULL);
}
