#include "host/auth/lambda_action.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"

static bool starts_with(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
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
}

void lambda_action_of_query(struct access *access, const char *action)
{
    char target[160];

    (void)snprintf(target, sizeof target, "AmazonSQS.%.128s", action);
    lambda_action_of_target(
        access,
        *action && strcmp(action, "GetCallerIdentity") != 0 ? target : NULL);
}
