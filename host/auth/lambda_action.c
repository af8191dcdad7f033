#include "host/auth/lambda_action.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"

static bool starts_with(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
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
        "AmazonSQS.SendMessage",      "AmazonSQS.ReceiveMessage",
        "AmazonSQS.DeleteMessage",    "AmazonSQS.ChangeMessageVisibility",
        "Logs_20140328.PutLogEvents", "Logs_20140328.CreateLogStream"};

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

void lambda_action_of_query(struct access *access, const char *action)
{
    char target[160];

    (void)snprintf(target, sizeof target, "AmazonSQS.%.128s", action);
    lambda_action_of_target(
        access,
        *action && strcmp(action, "GetCallerIdentity") != 0 ? target : NULL);
}
