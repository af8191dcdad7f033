#include "host/aws_json/log_group_name.h"

#include <stdio.h>
#include <string.h>

#include "host/logbook/log_group_key.h"
#include "host/logbook/logbook.h"
#include "host/service/service_context.h"

enum { NAME_MAX_BYTES = 512, IDENTIFIER_MAX_BYTES = 2048 };

static void reply_unknown(struct http_request *req)
{
    aws_json_error(req, "ResourceNotFoundException",
                   "The specified log group does not exist.");
}

void log_group_name_arn(const struct service_context *service,
                        const struct log_group *group, char arn[LOG_ARN_SIZE])
{
    char name[LOG_GROUP_FULL_SIZE];

    log_group_full_name(group->name, name);
    (void)snprintf(arn, LOG_ARN_SIZE,
                   "arn:aws:logs:%.64s:000000000000:log-group:%s",
                   service->region, name);
}

/* "arn:aws:logs:REGION:ACCOUNT:log-group:NAME", with or without ":*". */
static void take_arn(const char *arn, char name[NAME_MAX_BYTES + 1])
{
    static const char mark[] = ":log-group:";
    const char *at = strstr(arn, mark);

    at = at ? at + strlen(mark) : "";
    (void)snprintf(name, NAME_MAX_BYTES + 1, "%.*s", (int)strcspn(at, ":"), at);
}

static bool read_name(struct aws_members *m, char name[NAME_MAX_BYTES + 1])
{
    const char *plain = aws_members_log_name(m, "logGroupName");
    const char *any =
        aws_members_text(m, "logGroupIdentifier", IDENTIFIER_MAX_BYTES);

    if (!plain && !any)
        any = aws_members_text(m, "resourceArn", IDENTIFIER_MAX_BYTES);
    if (m->failed)
        return false;
    m->failed = !plain == !any;
    if (plain && any)
        aws_json_error(m->req, "ValidationException",
                       "LogGroup name and LogGroup ARN are mutually exclusive "
                       "parameters.");
    else if (m->failed)
        aws_json_invalid(m->req,
                         "1 validation error detected: Value null at "
                         "'logGroupName' failed to satisfy constraint: Member "
                         "must not be null");
    if (m->failed)
        return false;
    if (any && !strncmp(any, "arn:", 4))
        take_arn(any, name);
    else
        (void)snprintf(name, NAME_MAX_BYTES + 1, "%s", plain ? plain : any);
    return true;
}

struct log_group *log_group_name_find(struct service_context *service,
                                      struct aws_members *m)
{
    char name[NAME_MAX_BYTES + 1];
    char key[LOG_GROUP_NAME_SIZE];
    struct log_group *group = NULL;

    if (!read_name(m, name))
        return NULL;
    if (log_group_key(name, key))
        group = logbook_find(service->logbook, key);
    if (!group) {
        m->failed = true;
        reply_unknown(m->req);
    }
    return group;
}

void log_group_name_range(const struct log_group *group, int64_t *start_ms,
                          int64_t *end_ms)
{
    const int64_t late_ms = (int64_t)LOG_EVENT_LATE_DAYS * 24 * 3600 * 1000;

    if (!json_object_get(group->settings, "lastStream"))
        return;
    *start_ms -=
        *start_ms < LOG_EVENT_EARLY_MS ? *start_ms : LOG_EVENT_EARLY_MS;
    *end_ms = *end_ms < INT64_MAX - late_ms ? *end_ms + late_ms : INT64_MAX;
}
