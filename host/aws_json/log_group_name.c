#include "host/aws_json/log_group_name.h"

#include <stdio.h>
#include <string.h>

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
    (void)snprintf(arn, LOG_ARN_SIZE,
                   "arn:aws:logs:%.64s:000000000000:log-group:" LOG_GROUP_PREFIX
                   "%s",
                   service->region, group->name);
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
    if (!plain == !any) {
        aws_json_invalid(m->req, "%s",
                         plain ? "LogGroup name and LogGroup ARN are mutually "
                                 "exclusive parameters."
                               : "1 validation error detected: Value null at "
                                 "'logGroupName' failed to satisfy "
                                 "constraint: Member must not be null");
        m->failed = true;
        return false;
    }
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
    struct log_group *group = NULL;
    size_t skip = strlen(LOG_GROUP_PREFIX);

    if (!read_name(m, name))
        return NULL;
    if (!strncmp(name, LOG_GROUP_PREFIX, skip))
        group = logbook_find(service->logbook, name + skip);
    if (!group) {
        m->failed = true;
        reply_unknown(m->req);
    }
    return group;
}
